#pragma once
typedef int demo_err_t;

/* Basic values. */
#define DEMO_OK          0       /*!< Success (no error) */
#define DEMO_FAIL        -1      /*!< Failure without a better name */

#define DEMO_ERR_NO_MEM  0x101   /*!< No memory left */
#define DEMO_ERR_BASE    0x3000  /*!< First number of the radio */
#define DEMO_ERR_RADIO   (DEMO_ERR_BASE + 2) /*!< The radio
                                                  is silent */
#define DEMO_ERROR_CHECK(x) do { if ((x) != DEMO_OK) abort(); } while (0)
