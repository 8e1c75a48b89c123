"""Tables that are written in several formats. `tables.rs` in the tests has what must be found in them."""

import datetime

import pyarrow as pa

# Flat, for two groups of rows.
flat = pa.table({
    "ssn": [f"536-90-{4000 + number}" for number in range(6)],
    "card": pa.array([4012888888881881, None, 5, None, None, 6], pa.int64()),
    "born": pa.array([datetime.date(1980, 2, 1 + number) for number in range(6)]),
    "active": [True] * 6,
    "city": ["Zürich", "Zürich", None, "Bern", "Bern", "Zürich"],
})

# Structures, lists, lists of structures and of lists, and maps.
nested = pa.table({
    "id": [1, 2, 3],
    "person": pa.array([{"name": "Ann", "ssn": "536-90-4399"}, None, {"name": None, "ssn": "536-90-4400"}]),
    "phones": pa.array([["+1 206 555 0100", None, "+1 206 555 0101"], [], None], pa.list_(pa.string())),
    "orders": pa.array([
        [{"card": "4012888888881881", "lines": [["a", "b"], ["c"]]}, {"card": "5105105105105100", "lines": []}],
        None,
        [{"card": None, "lines": [[], ["d"]]}],
    ], pa.list_(pa.struct([("card", pa.string()), ("lines", pa.list_(pa.list_(pa.string())))]))),
    "extra": pa.array([[("plan", "gold"), ("level", "3")], [], None], pa.map_(pa.string(), pa.string())),
})
