"""The made-up project of the documentation of ``explain``."""

from __future__ import annotations

REGISTRY = """\
component: boiler
title: Boiler Plant
source:
  header: boiler/errors.h
  enum: plant::BoilerError
  files: ["burner_*"]
  checked: {version: "2.4"}
groups:
- id: fuel
  title: Fuel
  codes:
  - name: FUEL_EMPTY
    value: -310
    since: "1.2"
    former: [{name: NO_FUEL, until: "1.9"}]
    aliases: [TANK_EMPTY]
    description: The boiler gets no fuel.
    effect: The fire is out. A repeated start is safe.
    causes:
    - No fuel was delivered.
    - cause: The fuel valve is shut.
      log: ["Valve {} stays shut after {} attempts"]
      process: stoker
      actions:
      - Open the valve with ``valvectl open``.
      since: "2.1"
      issues: [plant/boiler#12]
    actions:
    - Start the boiler again.
    retry: after-fix
    returned_by:
    - {api: python, call: Boiler.start, as: returns -310}
"""
GATE = """\
component: gate
title: Gate
groups:
- id: all
  title: All
  codes:
  - {name: GATE_SHUT, value: -310, description: The gate is shut.}
"""
