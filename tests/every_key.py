"""A registry in which the codes have every key, and what readers see of each key."""

from __future__ import annotations

REGISTRY = """\
component: gate
title: Gate
groups:
- id: all
  title: All
  codes:
  - name: JAMMED
    value: -71
    description: The lock is jammed.
    details: It needs oil.
    effect: The gate stays shut.
    causes: [Rust has formed.]
    actions: [Oil the lock.]
    retry: after-fix
    returned_by: [The program ``gatectl``]
    see_also: [UNUSED]
    aliases: [STUCK]
    former: [{name: BLOCKED}]
    since: "1.1"
    deprecated: "1.2"
    removed: "1.3"
    replaced_by: UNUSED
  - name: UNUSED
    value: -72
    description: It is reserved.
    raised: false
"""

SHOWN = {
    "value": "-71",
    "description": "The lock is jammed.",
    "details": "It needs oil.",
    "name": "JAMMED",
    "raised": "Nothing returns this code at present.",
    "effect": "The gate stays shut.",
    "causes": "Rust has formed.",
    "actions": "Oil the lock.",
    "retry": "Retry after a fix",
    "returned_by": "gatectl",
    "see_also": "See also",
    "aliases": "STUCK",
    "former": "BLOCKED",
    "since": "1.1",
    "deprecated": "1.2",
    "removed": "1.3",
    "replaced_by": "Replaced by",
}
"""The text that stands in a description for each key of a code."""
