//! Where a number of objects ended.

/// Counts of objects and where they ended. The planner fills in `objects` and `bytes`; a worker fills in everything.
///
/// A worker's account is *balanced*: every object it listed is excluded, sampled out, complete, partial or skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Account {
    /// Objects seen in the listing.
    pub objects: u64,
    /// Their bytes, as stored.
    pub bytes: u64,
    /// Left out by the job's scope.
    pub excluded: u64,
    /// Left out by sampling.
    pub sampled_out: u64,
    /// Analysed to the end.
    pub complete: u64,
    /// Analysed in part.
    pub partial: u64,
    /// In scope, but not analysed.
    pub skipped: u64,
    /// Bytes of content that were analysed, after decompression.
    pub bytes_classified: u64,
}

impl Account {
    /// The sum of two accounts, or `None` if a count would not fit 64 bits.
    pub fn checked_add(self, other: Account) -> Option<Account> {
        Some(Account {
            objects: self.objects.checked_add(other.objects)?,
            bytes: self.bytes.checked_add(other.bytes)?,
            excluded: self.excluded.checked_add(other.excluded)?,
            sampled_out: self.sampled_out.checked_add(other.sampled_out)?,
            complete: self.complete.checked_add(other.complete)?,
            partial: self.partial.checked_add(other.partial)?,
            skipped: self.skipped.checked_add(other.skipped)?,
            bytes_classified: self.bytes_classified.checked_add(other.bytes_classified)?,
        })
    }

    /// Objects that have a result: complete, partial or skipped. `None` if the sum would not fit 64 bits.
    pub fn outcomes(&self) -> Option<u64> {
        self.complete.checked_add(self.partial)?.checked_add(self.skipped)
    }

    /// Whether every object listed has exactly one end.
    pub fn is_balanced(&self) -> bool {
        let ends = self
            .outcomes()
            .and_then(|outcomes| outcomes.checked_add(self.excluded))
            .and_then(|ends| ends.checked_add(self.sampled_out));
        ends == Some(self.objects)
    }
}
