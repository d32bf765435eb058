/* Faults of the weather station, shown on its display as F followed by the number. */
#ifndef STATION_FAULT_H
#define STATION_FAULT_H

enum station_fault {
    FAULT_NONE = 0, /**< Kein Fehler. */

    /* Sensors (Range: 10 to 19) */
    FAULT_WIND_VANE_STUCK = 10, /**< Die Windfahne bewegt sich nicht. */
    FAULT_RAIN_GAUGE_FULL = 11, /**< Der Regenmesser ist voll. */
    FAULT_THERMOMETER_OPEN = 12,

    /* Radio link (Range: 20 to 29) */
    FAULT_RADIO_SILENT = 20, /**< Die Zentrale antwortet nicht. */
    FAULT_CLOCK_DRIFT = 21,
    FAULT_COUNT
};

#endif
