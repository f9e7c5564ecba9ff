"""The English sentence of every violation; ids and parameters fill the braces."""

SENTENCES: dict[str, str] = {
    # input
    "other_problem": "The plan was made for another problem (content hash {hash}).",
    "other_as_of": "The plan says now is {stated}, the problem says {truth}.",
    # completeness
    "not_one_outcome": "Order {order} has {outcomes} outcomes instead of one.",
    "listed_as_not_loaded": "Order {order} loads capacity but is listed as not loaded.",
    "outcome_without_load": "Order {order} loads no capacity but has an outcome.",
    "not_listed_as_not_loaded": ("Order {order} loads no capacity and is listed {times} times instead of once."),
    "wrong_reason_not_loaded": "Order {order} is not loaded for another reason than {reason}.",
    "unknown_order": "The plan speaks of order {stated}, which does not exist.",
    "not_assigned_once": ("Operation {operation} of planned order {order} is assigned {times} times instead of once."),
    "assigned_without_plan": "Operation {operation} is assigned although order {order} is not planned.",
    "unknown_operation": "The plan assigns operation {operation}, which belongs to no order.",
    "wrong_order": "Operation {operation} belongs to order {order}, the plan says {stated}.",
    "unknown_piece": "Operation {operation} is not split, but the plan has a piece {piece} of it.",
    # plannability
    "planned_despite_fault": "Order {order} is planned although its data are faulty: {fault}.",
    "planned_with_reasons": "Order {order} is planned but also lists reasons for not being plannable.",
    "no_reason": "Order {order} is called not plannable without a reason.",
    "untrue_reason": "Order {order} is called not plannable for {fault} ({about}), which is not so.",
    "outcome_of_nothing": "Order {order} is not plannable but has deliveries, lateness, causes or a cost.",
    # modes
    "unknown_mode": "Operation {operation} of order {order} has no mode {mode}.",
    "other_resources": "Operation {operation} of order {order} needs {needed}, the plan gives it {given}.",
    "not_approved": ("Operation {operation} of order {order} goes outside in mode {mode}, which is only {approval}."),
    "beyond_its_station": (
        "Operation {operation} of order {order}: mode {mode} asks of {resource}, or of another resource that "
        "remembers, what it can't do: several stations, a programme it does not have or too large a load."
    ),
    "starts_before_mode": (
        "Operation {operation} of order {order} starts {moment}, but its mode {mode} is there only from {at} on."
    ),
    "starts_after_mode": (
        "Operation {operation} of order {order} starts {moment}, but its mode {mode} is there only for what starts "
        "before {at}."
    ),
    "ends_after_mode": (
        "Operation {operation} of order {order} ends {moment}, but its mode {mode} is there only until {at}."
    ),
    # working time and chosen overtime
    "segments_not_start_to_end": (
        "The work of operation {operation} of order {order} does not run from its start to its end."
    ),
    "empty_segment": (
        "Operation {operation} of order {order} has a stretch of work that does not end after it starts."
    ),
    "wrong_minutes": "Operation {operation} of order {order} works {worked} minutes instead of {minutes}.",
    "not_the_open_time": (
        "Operation {operation} of order {order} does not work exactly while its resources are open: "
        "see {start} to {end}."
    ),
    "interrupted": ("Operation {operation} of order {order} can't be interrupted but is done in {pieces} stretches."),
    "wrong_overtime": (
        "Operation {operation} works {truth} minutes of chosen overtime of {resource} from {at} at {price} an hour, "
        "the plan lists {stated}."
    ),
    "too_much_overtime": (
        "In {period} {resource} works {worked} minutes of chosen overtime, {most} are allowed for all its units."
    ),
    # progress
    "changed_mode": ("Operation {operation} of order {order} is reported in mode {reported}, the plan says {mode}."),
    "changed_start": (
        "Operation {operation} of order {order} is reported to have started {reported}, the plan says {start}."
    ),
    "changed_end": (
        "Operation {operation} of order {order} is reported to have ended {reported}, the plan says {end}."
    ),
    "changed_past": (
        "The plan changes what is reported of operation {operation} of order {order}, or works in the past."
    ),
    # capacity and stations
    "too_much_in_use": "At {at} {in_use} units of {resource} are in use, it has {units}: {operations}.",
    "people_have_no_stations": (
        "Operation {operation} of order {order} names stations of {resource}, which are people."
    ),
    "wrong_number_of_stations": (
        "Operation {operation} of order {order} does not name {amount} different stations of {resource}."
    ),
    "unknown_station": (
        "Operation {operation} of order {order} names station {unit} of {resource}, which does not exist."
    ),
    "station_taken_twice": (
        "At {at} station {unit} of {resource} does operation {operation} while it still does {other}."
    ),
    "mixed_batch": (
        "At {at} station {unit} of {resource} does together what differs in programme, state or start: {operations}."
    ),
    "overfull_batch": ("At {at} station {unit} of {resource} has {load} in it, it holds {most}: {operations}."),
    "set_up_too_short": (
        "Operation {operation} of order {order} starts {start} on station {unit} of {resource}: to set it up takes "
        "{needed} minutes, since {since} it has {there}."
    ),
    "wrong_set_up_start": (
        "The set-up for operation {operation} of order {order} starts {truth}, the plan says {stated}."
    ),
    "on_another_station": (
        "Operation {operation} of order {order} is not done on the same station as {predecessor} but on {resource}."
    ),
    "on_the_same_station": (
        "Operation {operation} of order {order} is done on the same station of {resource} as {predecessor}."
    ),
    # precedence and release
    "starts_before_predecessor": (
        "Operation {operation} of order {order} starts {at}, before {allowed}: after {predecessor} come "
        "{minimum} minutes and {transport} minutes on the way."
    ),
    "ends_before_predecessor": (
        "Operation {operation} of order {order} ends {at}, before {allowed}: after {predecessor} come "
        "{minimum} minutes and {transport} minutes on the way."
    ),
    "long_wait_not_stated": (
        "Operation {operation} of order {order} comes {minutes} minutes too long after {predecessor}, and the "
        "plan does not say so."
    ),
    "kept_wait_called_broken": (
        "The plan says that operation {operation} of order {order} comes too long after {predecessor}, but it does not."
    ),
    "unknown_broken_wait": (
        "The plan says twice, or of no link that there is, that operation {operation} comes too long after "
        "{predecessor}."
    ),
    "starts_in_the_past": "Operation {operation} of order {order} starts {start}, before now ({as_of}).",
    "starts_before_release": (
        "Operation {operation} of order {order} starts {start}, before its order's release {release}."
    ),
    "starts_before_not_before": (
        "Operation {operation} of order {order} starts {start}, before its own date {not_before}."
    ),
    # pins
    "pinned_resource_not_used": ("Pin {pin}: operation {operation} of order {order} is not done on {resource}."),
    "starts_before_pin": "Pin {pin}: operation {operation} of order {order} starts {start}, before {at}.",
    "not_before_other": ("Pin {pin}: operation {operation} of order {order} does not end before {other} starts."),
    "missed_pin_not_stated": (
        "Pin {pin}: operation {operation} of order {order} misses it by {minutes} minutes, "
        "and the plan does not say so."
    ),
    "kept_pin_called_broken": (
        "Pin {pin} of operation {operation} of order {order} is kept, but the plan calls it broken."
    ),
    "unknown_broken_pin": "The plan lists pin {pin} as broken, which is not in force, or lists it twice.",
    # materials and purchases
    "need_not_covered": ("Operation {operation} of order {order} needs {needed} of {material} and is given {given}."),
    "peg_without_need": ("The plan gives {material} to operation {operation}, which does not need it any more."),
    "material_too_late": (
        "Operation {operation} of order {order} starts before its {material} is there ({available})."
    ),
    "peg_names_no_supply": ("Where the {material} of operation {operation} of order {order} comes from is not clear."),
    "wrong_available_at": (
        "The {material} of operation {operation} of order {order} can be used from {truth} on, not as stated."
    ),
    "unknown_arrival": (
        "Operation {operation} of order {order} is given {material} from arrival {arrival}, which has none."
    ),
    "arrival_of_other_company": (
        "Operation {operation} of order {order} is given {material} from arrival {arrival} of another company."
    ),
    "arrival_of_other_order": (
        "Operation {operation} of order {order} is given {material} from arrival {arrival}, dedicated to {owner}."
    ),
    "arrival_not_usable": (
        "Operation {operation} of order {order} is given {material} from arrival {arrival}, which can't be counted on."
    ),
    "unknown_source": (
        "Operation {operation} of order {order} is given {material} from where it may not come: of another company "
        "without an approved transfer, or instead of something it is no approved substitute for."
    ),
    "more_than_one_source": (
        "What dedicated arrivals leave of the {material} of operation {operation} of order {order} comes from more "
        "than one source."
    ),
    "bought_by_other_company": (
        "The {material} of operation {operation} of order {order} is bought by another company: only what is there is "
        "transferred."
    ),
    "transferred_after_lead": (
        "The {material} of operation {operation} of order {order} is transferred when its lead time is over: then it "
        "is bought."
    ),
    "missing_part_comes_late": (
        "The missing {material} of operation {operation} of order {order} comes at {available}, later than it could be "
        "bought."
    ),
    "missing_part_not_listed": (
        "The {material} of operation {operation} of order {order} comes after the start and is not listed as missing."
    ),
    "wrong_missing_part": (
        "The plan says that {material} of operation {operation} is missing, which is not so, or not so much, or until "
        "another moment."
    ),
    "stock_given_twice": "More {material} is given out than company {company} has in stock: {given}.",
    "arrival_given_twice": "More is given out of arrival {arrival} than arrives: {given}.",
    "wrong_overdue_list": "Overdue are {truth}, the plan says {stated}.",
    "unknown_purchase": ("Operation {operation} is given material from purchase {purchase}, which is not proposed."),
    "purchase_listed_twice": "Purchase {purchase} is listed twice.",
    "purchase_without_need": (
        "Purchase {purchase} of {material} is for operation {operation}, which does not need it."
    ),
    "purchase_for_other_company": (
        "Purchase {purchase} of {material} is for company {company}, which does not make {order}."
    ),
    "purchase_for_two_needs": ("Purchase {purchase} of {material} serves another need beside operation {operation}."),
    "purchase_of_other_quantity": (
        "Purchase {purchase} of {material} does not buy what operation {operation} is given of it."
    ),
    "wrong_order_by": (
        "Purchase {purchase} of {material}: order by {order_by} is not need-by minus lead and inspection time."
    ),
    "order_by_in_the_past": (
        "Purchase {purchase} of {material} should have been ordered by {order_by}, which is past."
    ),
    "bought_too_late": ("Purchase {purchase} of {material} is there by {need_by}, too late for operation {operation}."),
    # delivery, lateness, empty shop, causes
    "other_deliveries": "Order {order} has {due} deliveries, the plan lists {deliveries} or others.",
    "never_arrives": "Order {order} is planned, but a calendar on its way never opens.",
    "wrong_delivery": "Order {order}: {moment} is {truth}, the plan says {stated}.",
    "wrong_late_minutes": "Order {order} is {truth} minutes late, the plan says {stated}.",
    "wrong_lateness_cost": "The lateness of order {order} costs {truth}, the plan says {stated}.",
    "wrong_at_risk": "Whether order {order} is at risk is {truth}, the plan says {stated}.",
    "wrong_verdict": "Order {order} is {truth}, the plan says {stated}.",
    "wrong_tentative": "Order {order} is wrongly marked or not marked as tentative ({tentative}).",
    "wrong_empty_shop": (
        "With the shop to itself order {order} would be {truth} minutes late, the plan says {stated}."
    ),
    "better_than_empty_shop": ("Order {order} is {late} minutes late, less than with the shop to itself ({alone})."),
    "causes_do_not_add_up": "The causes of order {order} add up to {explained} minutes, it is {late} late.",
    "cause_names_unknown": "The causes of order {order} name what does not exist: {unknown}.",
    # goals
    "other_goals": "The plan is judged by other goals than the settings say: {stated}.",
    "wrong_goal_value": "Goal {goal} is {truth}, the plan says {stated}.",
    "bound_above_value": "Goal {goal}: the bound {bound} is above the value {value}.",
    "optimal_without_proof": "The plan is called optimal, but not every goal is proven.",
}
