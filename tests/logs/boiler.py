"""A made-up project whose log texts, numbers and names collide in every way that matters."""

from __future__ import annotations

from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup

BOILER = """\
component: boiler
title: Boiler Plant
source: {header: boiler/include/errors.h, enum: "plant::BoilerError", files: ["burner_*"]}
groups:
- id: all
  title: All
  codes:
  - name: FUEL_EMPTY
    value: -310
    description: No fuel.
    causes:
    - No delivery came.
    - cause: The valve is shut.
      log: ["Valve {} is shut after {} attempts", "fuel line closed"]
      process: stoker
    - {cause: The valve is jammed., log: ["Valve {} is shut after {} attempts: jammed"]}
  - name: PRESSURE_LOW
    value: -2
    description: Low pressure.
    causes:
    - {cause: A leak., log: ["pressure fell below the limit", "fuel line closed"]}
  - {name: GASKET_WORN, value: -700, description: Worn.}
"""
GATE = """\
component: gate-house
title: Gate House
source: {header: gate/status.h, enum: "gate::Status", files: [lock.cpp]}
groups:
- id: all
  title: All
  codes:
  - {name: kTimeout, value: 5, description: Late.}
  - {name: kLockJammed, value: 200, description: Jammed.}
  - {name: Full, value: -310, description: Full.}
  - name: kDoorOpen
    value: 7
    description: Open.
    causes: [{cause: Wind., log: ["pressure fell below the limit"], process: porter}]
"""


def lookup(folder):
    """Return the codes of both components, whose files are written into `folder`."""
    paths = [folder / "boiler.yaml", folder / "gate.yaml"]
    for path, text in zip(paths, (BOILER, GATE), strict=True):
        path.write_text(text, encoding="utf-8")
    return Lookup(load_registry(paths))
