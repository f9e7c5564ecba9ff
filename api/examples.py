"""Examples for the published interface. Tests send every one of them."""

EXAMPLE_PROBLEM: dict[str, object] = {
    "schema_version": 1,
    "name": "One press, one order",
    "zone": "Asia/Shanghai",
    "as_of": "2026-01-05T08:00:00+08:00",
    "companies": [{"id": "C1", "instruction_minutes": 0, "decomposition_minutes_other": 0}],
    "workshops": [{"id": "W1", "company": "C1"}],
    "calendars": [
        {
            "id": "day",
            "weekly": [{"weekday": weekday, "start": "08:00:00", "end": "16:00:00"} for weekday in range(1, 6)],
        }
    ],
    "resources": [
        {
            "id": "press",
            "names": {"en": "Press", "zh": "冲床"},
            "kind": "machine",
            "workshop": "W1",
            "calendar": "day",
        }
    ],
    "products": [
        {
            "id": "panel",
            "names": {"en": "Panel", "zh": "面板"},
            "routing": [
                {
                    "id": "punch",
                    "names": {"en": "punching", "zh": "冲孔"},
                    "modes": [{"id": "press", "uses": [{"resource": "press"}], "minutes_per_unit": 30}],
                }
            ],
        }
    ],
    "orders": [
        {
            "id": "SO-1",
            "customer": "North Grid",
            "company": "C1",
            "status": "effective",
            "effective_at": "2026-01-05T08:00:00+08:00",
            "lines": [
                {
                    "number": 1,
                    "product": "panel",
                    "quantity": 4,
                    "instalments": [
                        {
                            "number": 1,
                            "quantity": 4,
                            "requested": "2026-01-06",
                            "first_committed": "2026-01-06",
                            "committed": "2026-01-06",
                        }
                    ],
                }
            ],
        }
    ],
}

EXAMPLE_ORDER: dict[str, object] = {
    "id": "Q-1",
    "customer": "East Rail",
    "company": "C1",
    "status": "inquiry",
    "lines": [
        {
            "number": 1,
            "product": "panel",
            "quantity": 6,
            "instalments": [
                {
                    "number": 1,
                    "quantity": 6,
                    "requested": "2026-01-07",
                    "first_committed": "2026-01-07",
                    "committed": "2026-01-07",
                }
            ],
        }
    ],
}

ID = "3f9c2a7d10b4e85f"
OTHER_ID = "a81e6b0c94d2f357"
HASH = "9b74c9897bac770ffc029102a200c5de7f5a4c3ffb1e3c1c6e1b8f1d2a9d1c70"
MOMENT = "2026-01-05T00:05:00Z"

PROBLEM_FACTS: dict[str, object] = {
    "content_hash": HASH,
    "schema_version": 1,
    "name": "One press, one order",
    "zone": "Asia/Shanghai",
    "as_of": "2026-01-05T00:00:00Z",
    "orders": 1,
    "operations": 0,
    "resources": 1,
}

PROBLEM_VIEW: dict[str, object] = {"id": ID, **PROBLEM_FACTS, "created_at": MOMENT}

FINDING: dict[str, object] = {
    "key": "due_passed",
    "severity": "warning",
    "place": "orders[0].lines[0].instalments[0].committed",
    "id": "SO-1",
    "orders": ["SO-1"],
    "sentence": "Order SO-1 was due on Sun 4 Jan 2026, before the plan begins.",
    "suggestion": "Give it its new date, or its status if it is delivered.",
    "parameters": {"due": "2026-01-05T00:00:00+08:00"},
}

CHECK_UP: dict[str, object] = {
    "in_all": 1,
    "notes": [{"key": "column_passed_over", "parameters": {"sheet": "Orders", "column": "Colour"}, "sentence": "…"}],
    "findings": [FINDING],
    "changes": [
        {
            "table": "orders",
            "title": "Orders",
            "identity": ["SO-1"],
            "kind": "changed",
            "fields": [{"field": "customer", "heading": "Customer", "before": "North Grid", "after": "East Rail"}],
        }
    ],
}

DECOMPOSED: dict[str, object] = {
    "order": "SO-1",
    "name": "",
    "customer": "North Grid",
    "not_loaded": None,
    "operations": 1,
    "lines": [
        {
            "line": 1,
            "product": "Panel (panel)",
            "quantity": 4,
            "making": {
                "product": "panel",
                "name": "Panel (panel)",
                "quantity": 4,
                "from_stock": 0,
                "to_make": 4,
                "routing": None,
                "omitted": [],
                "operations": [
                    {
                        "id": "SO-1/1/punch",
                        "name": "punching",
                        "kind": "fabrication",
                        "after": [],
                        "ways": [{"mode": "press", "uses": ["press"], "supplier": None, "minutes": 120}],
                        "needs": [],
                    }
                ],
                "parts": [],
            },
            "by_hand": [],
        }
    ],
}

PROGRESS: dict[str, object] = {
    "phase": "improve",
    "seconds": 1.8,
    "best": {"unplanned": 0, "cost": 5400},
    "bound": {"unplanned": 0, "cost": 3900},
    "found_by": "dispatch",
}

RUN_VIEW: dict[str, object] = {
    "id": ID,
    "status": "running",
    "problem": ID,
    "plan": OTHER_ID,
    "limits": {"seconds": 10.0, "workers": 2, "seed": 0, "reproducible": False},
    "attempt": 1,
    "progress": PROGRESS,
    "taken_at": None,
    "error": None,
    "created_at": MOMENT,
    "started_at": MOMENT,
    "ended_at": None,
}

PLAN_VIEW: dict[str, object] = {
    "id": OTHER_ID,
    "content_hash": HASH,
    "problem": ID,
    "run": ID,
    "name": "One press, one order",
    "as_of": "2026-01-05T00:00:00Z",
    "result": "optimal",
    "levels": [{"goal": "unplanned", "value": 0, "bound": 0, "bound_name": "zero"}],
    "on_time": 1,
    "late": 0,
    "not_plannable": 0,
    "lateness_cost": 0,
    "checked": 42,
    "violations": 0,
    "created_at": MOMENT,
}

LATE_ORDER: dict[str, object] = {
    "order": "SO-7",
    "name": "Ring main units",
    "customer": "North Grid",
    "verdict": "late_contended",
    "tentative": False,
    "at_risk": False,
    "late_minutes": 2040,
    "due": "2026-01-06T16:00:00Z",
    "arrives": "2026-01-08T02:00:00Z",
    "lateness_cost": 2040,
    "sentence": "SO-7 arrives Thu 8 Jan 2026, 10:00, 1 d 10 h late: capacity or material is taken by others.",
    "causes": [
        {
            "cause": "queue",
            "minutes": 2040,
            "sentence": "punching: waited 1 d 10 h for Press behind SO-1",
            "operation": "SO-7/1/punch",
            "resource": "press",
            "material": None,
            "behind": ["SO-1"],
        }
    ],
    "faults": [],
}

QUOTE_VIEW: dict[str, object] = {
    "id": ID,
    "plan": OTHER_ID,
    "created_at": MOMENT,
    "sentence": "Q-1 can be delivered as asked: it arrives Mon 5 Jan 2026, 15:00.",
    "quote": {
        "problem": HASH,
        "plan": HASH,
        "order": "Q-1",
        "feasible_as_asked": True,
        "arrives": "2026-01-05T07:00:00Z",
        "late_minutes": -3420,
        "bound": "2026-01-05T07:00:00Z",
        "proof": "proven_earliest",
        "deliveries": [],
        "assignments": [],
        "faults": [],
        "method": "",
    },
}
