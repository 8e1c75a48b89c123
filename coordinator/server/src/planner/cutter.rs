//! Cuts a listing into shards.

use magpie_schedule::{Account, NewShard};

/// How large a shard should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Targets {
    /// Objects to scan in one shard. At least 1.
    pub(crate) objects: u64,
    /// Bytes to scan in one shard, unless a single object is larger.
    pub(crate) bytes: u64,
}

/// Objects that are listed but not scanned (out of scope, not in the sample) cost a worker its listing alone: a thousand come
/// in one request. So a shard may hold this many times more of them than of objects to scan.
const LISTED_PER_SCANNED: u64 = 32;

/// What the planner knows of an object without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A worker will scan it, or decide by its tags.
    Scanned,
    /// The job's scope leaves it out.
    Excluded,
    /// The sample leaves it out.
    SampledOut,
}

/// A key that does not come after the one before it. The listing cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the listing is not in the order of the keys")]
pub(crate) struct OutOfOrder;

/// What one step of planning gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Shards that lie end to end, from the cursor on.
    pub(crate) shards: Vec<NewShard>,
    /// The last key that was listed.
    pub(crate) to_cursor: String,
    /// The sum over the shards.
    pub(crate) listed: Account,
}

/// Takes the objects of a listing in order and cuts shards.
///
/// A shard is closed only when the next object is there, so that the last one of a bucket always ends open: an object that is
/// created behind the last key is scanned too.
#[derive(Debug)]
pub(crate) struct Cutter {
    targets: Targets,
    shards: Vec<NewShard>,
    listed: Account,
    /// Where the open shard begins.
    start_after: String,
    /// The last key taken; the cursor before the first.
    last_key: String,
    open: Account,
    /// Of these, bytes and objects that a worker will scan.
    scanned_objects: u64,
    scanned_bytes: u64,
}

impl Cutter {
    /// Cuts what comes after `cursor`.
    pub(crate) fn new(cursor: String, targets: Targets) -> Self {
        Self {
            targets,
            shards: Vec::new(),
            listed: Account::default(),
            start_after: cursor.clone(),
            last_key: cursor,
            open: Account::default(),
            scanned_objects: 0,
            scanned_bytes: 0,
        }
    }

    /// Takes the next object.
    ///
    /// # Errors
    /// If its key does not come after the one before.
    pub(crate) fn take(&mut self, key: &str, size: u64, fate: Fate) -> Result<(), OutOfOrder> {
        if key <= self.last_key.as_str() {
            return Err(OutOfOrder);
        }
        if self.is_full_with(size, fate) {
            let end = self.last_key.clone();
            self.close(end);
        }
        self.last_key.clear();
        self.last_key.push_str(key);
        self.open.objects += 1;
        self.open.bytes = self.open.bytes.saturating_add(size);
        match fate {
            Fate::Scanned => {
                self.scanned_objects += 1;
                self.scanned_bytes = self.scanned_bytes.saturating_add(size);
            }
            Fate::Excluded => self.open.excluded += 1,
            Fate::SampledOut => self.open.sampled_out += 1,
        }
        Ok(())
    }

    /// Shards that are closed so far.
    pub(crate) fn closed(&self) -> usize {
        self.shards.len()
    }

    /// Ends the step. `end_of_bucket` says that nothing follows the last object: the last shard then ends open.
    pub(crate) fn finish(mut self, end_of_bucket: bool) -> Cut {
        let to_cursor = self.last_key.clone();
        if end_of_bucket {
            self.close(String::new());
        } else if self.open.objects > 0 {
            self.close(to_cursor.clone());
        }
        Cut { shards: self.shards, to_cursor, listed: self.listed }
    }

    fn is_full_with(&self, size: u64, fate: Fate) -> bool {
        if self.open.objects >= self.targets.objects.saturating_mul(LISTED_PER_SCANNED) {
            return true;
        }
        if fate != Fate::Scanned || self.scanned_objects == 0 {
            return false;
        }
        self.scanned_objects >= self.targets.objects || self.scanned_bytes.saturating_add(size) > self.targets.bytes
    }

    fn close(&mut self, end_inclusive: String) {
        let start_after = std::mem::replace(&mut self.start_after, end_inclusive.clone());
        let open = std::mem::take(&mut self.open);
        self.scanned_objects = 0;
        self.scanned_bytes = 0;
        self.shards.push(NewShard { start_after, end_inclusive, objects: open.objects, bytes: open.bytes });
        self.listed.objects += open.objects;
        self.listed.bytes = self.listed.bytes.saturating_add(open.bytes);
        self.listed.excluded += open.excluded;
        self.listed.sampled_out += open.sampled_out;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SMALL: Targets = Targets { objects: 3, bytes: 100 };

    fn ranges(cut: &Cut) -> Vec<(&str, &str, u64)> {
        cut.shards
            .iter()
            .map(|shard| (shard.start_after.as_str(), shard.end_inclusive.as_str(), shard.objects))
            .collect()
    }

    fn cut(cursor: &str, objects: &[(&str, u64, Fate)], end: bool) -> Cut {
        let mut cutter = Cutter::new(cursor.to_owned(), SMALL);
        for (key, size, fate) in objects {
            cutter.take(key, *size, *fate).unwrap();
        }
        cutter.finish(end)
    }

    fn scanned<'a>(keys: &[&'a str], size: u64) -> Vec<(&'a str, u64, Fate)> {
        keys.iter().map(|key| (*key, size, Fate::Scanned)).collect()
    }

    #[test]
    fn an_empty_bucket_is_one_open_shard() {
        let cut = cut("", &[], true);
        assert_eq!(ranges(&cut), [("", "", 0)]);
        assert_eq!((cut.to_cursor.as_str(), cut.listed.objects), ("", 0));
    }

    #[test]
    fn ranges_tile_and_the_last_ends_open() {
        let step = cut("", &scanned(&["a", "b", "c", "d", "e", "f", "g"], 1), true);
        assert_eq!(ranges(&step), [("", "c", 3), ("c", "f", 3), ("f", "", 1)]);
        assert_eq!((step.listed.objects, step.listed.bytes), (7, 7));
        // Three objects fill a shard, but nothing follows: it stays open.
        assert_eq!(ranges(&cut("x", &scanned(&["y1", "y2", "y3"], 1), true)), [("x", "", 3)]);
    }

    #[test]
    fn a_step_that_is_not_the_last_ends_at_its_last_key() {
        let cut = cut("", &scanned(&["a", "b", "c", "d"], 1), false);
        assert_eq!(ranges(&cut), [("", "c", 3), ("c", "d", 1)]);
        assert_eq!(cut.to_cursor, "d");
    }

    #[test]
    fn bytes_close_a_shard_but_a_large_object_has_room() {
        let step = cut("", &scanned(&["a", "b", "c"], 60), true);
        assert_eq!(ranges(&step), [("", "a", 1), ("a", "b", 1), ("b", "", 1)]);
        let step = cut("", &[("a", 1, Fate::Scanned), ("b", u64::MAX, Fate::Scanned)], true);
        assert_eq!(ranges(&step), [("", "a", 1), ("a", "", 1)]);
    }

    #[test]
    fn objects_that_are_not_scanned_are_counted_and_bounded() {
        let keys: Vec<String> = (0..250).map(|index| format!("{index:04}")).collect();
        let objects: Vec<_> = keys.iter().map(|key| (key.as_str(), 1_000, Fate::Excluded)).collect();
        let step = cut("", &objects, true);
        assert_eq!(ranges(&step).iter().map(|range| range.2).collect::<Vec<_>>(), [96, 96, 58]);
        assert_eq!((step.listed.objects, step.listed.excluded, step.listed.bytes), (250, 250, 250_000));
        let step = cut("", &[("a", 1, Fate::SampledOut), ("b", 1, Fate::Scanned)], true);
        assert_eq!((step.listed.sampled_out, step.listed.excluded, step.shards.len()), (1, 0, 1));
    }

    #[test]
    fn a_listing_out_of_order_is_refused() {
        for keys in [["a", "a"], ["b", "a"]] {
            let mut cutter = Cutter::new(String::new(), SMALL);
            cutter.take(keys[0], 1, Fate::Scanned).unwrap();
            assert_eq!(cutter.take(keys[1], 1, Fate::Scanned), Err(OutOfOrder));
        }
        assert_eq!(Cutter::new("m".into(), SMALL).take("a", 1, Fate::Scanned), Err(OutOfOrder), "before the cursor");
    }
}
