//! What a seed stands for: the cluster, the buckets and the mix of faults.

use crate::config::Config;

use super::bucket::{Bucket, Object, draw_key};
use super::random::Random;

/// How likely each kind of fault is. Zero means never.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Weather {
    /// Per moment of a worker where it may crash, in a million.
    pub(super) crash: u64,
    /// Per moment of fate and worker, percent.
    pub(super) freeze: u64,
    pub(super) slow: u64,
    pub(super) drain: u64,
    pub(super) cut: u64,
    pub(super) partition: u64,
    /// Per message, in a million.
    pub(super) loss: u64,
    pub(super) duplicate: u64,
    pub(super) reorder: u64,
    pub(super) delay: u64,
    /// Per commit, in a million.
    pub(super) coordinator_crash: u64,
    pub(super) store_error: u64,
    pub(super) store_stall: u64,
    /// Per page, in a million.
    pub(super) listing_error: u64,
    pub(super) odd_page: u64,
    pub(super) deny: u64,
    /// Per timer, in a million.
    pub(super) late_tick: u64,
    /// Per lease step, in a million.
    pub(super) internal: u64,
    pub(super) malformed: u64,
    /// Per event of the coordinator, in a million.
    pub(super) clock_back: u64,
    pub(super) clock_jump: u64,
    pub(super) plan_twice: u64,
    /// Per moment of fate, percent.
    pub(super) change: u64,
    pub(super) pause: u64,
    pub(super) cancel: u64,
}

impl Weather {
    /// Whether nothing ever goes wrong.
    pub(super) fn is_still(&self) -> bool {
        *self == Weather::default()
    }
}

/// Everything that is drawn before the simulation starts.
#[derive(Debug, Clone)]
pub(super) struct Scenario {
    pub(super) config: Config,
    pub(super) workers: usize,
    /// Leases that one worker works on at once.
    pub(super) capacity: u32,
    pub(super) object_ms: u64,
    pub(super) listing_ms: u64,
    pub(super) planner_ms: u64,
    /// Failures to list that a worker bears before it gives the lease back.
    pub(super) listing_patience: u32,
    pub(super) delay_ms: u64,
    pub(super) commit_ms: u64,
    pub(super) events_per_commit: u64,
    pub(super) page_size: usize,
    pub(super) planner_page_size: usize,
    pub(super) pages_per_step: usize,
    pub(super) shard_objects: usize,
    pub(super) batch_objects: usize,
    pub(super) unacknowledged: usize,
    pub(super) buckets: Vec<Bucket>,
    /// The buckets of each run.
    pub(super) runs: Vec<Vec<usize>>,
    pub(super) mismatched_workers: usize,
    pub(super) submitted_twice: bool,
    pub(super) weather: Weather,
    /// When the faults stop.
    pub(super) calm_after: u64,
}

impl Scenario {
    pub(super) fn draw(random: &mut Random) -> Scenario {
        let workers = random.within(1, 8) as usize;
        let capacity = random.within(1, 3) as u32;
        let ttl = random.within(4, 60) * 500;
        let size = random.within(0, 199);
        let (most, bucket_count) = match size {
            0..=3 => (5_000, 1),
            4..=39 => (400, random.within(1, 3)),
            40..=169 => (80, random.within(1, 4)),
            _ => (8, random.within(1, 4)),
        };
        let changing = random.percent(20);
        let mut buckets: Vec<Bucket> = (0..bucket_count).map(|index| draw_bucket(random, index, most)).collect();
        if random.percent(5) {
            let index = random.index(buckets.len());
            buckets[index].denied = true;
        }
        if random.percent(45) {
            for _ in 0..random.within(1, 3) {
                let index = random.index(buckets.len());
                poison_one(random, &mut buckets[index]);
            }
        }
        let run_count = if random.percent(25) { 2 } else { 1 };
        let runs: Vec<Vec<usize>> = (0..run_count)
            .map(|run| (0..buckets.len()).filter(|bucket| run == 0 || bucket % 2 == 0 || random.percent(30)).collect())
            .collect();
        let objects: usize = runs.iter().flatten().map(|bucket| buckets[*bucket].objects.len()).sum::<usize>().max(1);
        // A run should last some leases, so that faults meet work.
        let terms = random.within(1, 12);
        let at_once = workers as u64 * u64::from(capacity);
        let object_ms = (terms * ttl * at_once / objects as u64).clamp(1, ttl / 4);
        let config = draw_config(random, ttl, workers);
        let page_size = draw_page(random, most);
        let weather = draw_weather(random, changing);
        let slowest_planner = if random.percent(20) { ttl / 8 } else { 40 };
        Scenario {
            config,
            workers,
            capacity,
            object_ms,
            listing_ms: random.within(1, 40),
            planner_ms: random.within(1, slowest_planner),
            listing_patience: random.within(0, 2) as u32,
            delay_ms: random.within(0, 40),
            commit_ms: random.within(0, 4),
            events_per_commit: random.within(2, 24),
            page_size,
            planner_page_size: draw_page(random, most),
            pages_per_step: random.within(1, 8) as usize,
            shard_objects: if most > 400 { random.within(20, 400) } else { random.within(1, 40) } as usize,
            batch_objects: random.within(1, 24) as usize,
            unacknowledged: random.within(1, 4) as usize,
            buckets,
            runs,
            mismatched_workers: if random.percent(10) { random.within(0, workers as u64 - 1) as usize } else { 0 },
            submitted_twice: random.percent(20),
            weather,
            calm_after: ttl * (terms + random.within(2, 8)),
        }
    }
}

fn draw_page(random: &mut Random, most: u64) -> usize {
    let largest = if most > 400 { 1_000 } else { 40 };
    let smallest = if most > 400 { 50 } else { 1 };
    random.within(smallest, largest) as usize
}

fn draw_bucket(random: &mut Random, index: u64, most: u64) -> Bucket {
    let mut bucket = Bucket { name: format!("bucket-{index}"), ..Bucket::default() };
    for number in 0..random.within(0, most) {
        // Sizes are skewed: most are small, few are huge.
        let size = 1u64 << random.within(0, 34);
        bucket.objects.insert(draw_key(random, number), Object { size, poison: false });
    }
    bucket
}

fn poison_one(random: &mut Random, bucket: &mut Bucket) {
    if bucket.objects.is_empty() {
        return;
    }
    let index = random.index(bucket.objects.len());
    if let Some(object) = bucket.objects.values_mut().nth(index) {
        object.poison = true;
    }
}

fn draw_config(random: &mut Random, ttl: u64, workers: usize) -> Config {
    let careful = random.within(1, 3) as u32;
    Config {
        epoch: 1,
        lease_ttl_ms: ttl,
        attempts_before_careful: careful,
        attempts_before_quarantine: careful + random.within(1, 3) as u32,
        max_excused_attempts: random.within(0, 4) as u32,
        careful_steps: random.within(1, 8) as u32,
        listing_retry_ms: ttl / 16,
        max_listing_retry_ms: ttl / 2,
        max_listing_attempts: random.within(3, 8) as u32,
        max_pending_shards: random.within(1, 40) as usize,
        max_shards: random.within(1, 80) as usize,
        max_parallel_plans: random.within(1, 3) as usize,
        max_sessions: if random.percent(15) { workers } else { 4_096 },
        max_leases_per_session: random.within(1, 4) as u32,
        max_ended_runs: random.within(1, 4) as usize,
    }
}

fn draw_weather(random: &mut Random, changing: bool) -> Weather {
    if random.percent(5) {
        return Weather::default();
    }
    let mut maybe = |percent: u64, low: u64, high: u64| {
        let strength = random.within(low, high);
        if random.percent(percent) { strength } else { 0 }
    };
    Weather {
        crash: maybe(40, 500, 30_000),
        freeze: maybe(30, 1, 6),
        slow: maybe(20, 1, 5),
        drain: maybe(25, 1, 6),
        cut: maybe(35, 1, 12),
        partition: maybe(25, 1, 6),
        loss: maybe(25, 1_000, 60_000),
        duplicate: maybe(25, 1_000, 100_000),
        reorder: maybe(25, 1_000, 100_000),
        delay: maybe(25, 1_000, 100_000),
        coordinator_crash: maybe(35, 500, 40_000),
        store_error: maybe(10, 200, 3_000),
        store_stall: maybe(20, 500, 20_000),
        listing_error: maybe(30, 2_000, 400_000),
        odd_page: maybe(30, 2_000, 200_000),
        deny: maybe(6, 1, 4),
        late_tick: maybe(20, 10_000, 300_000),
        internal: maybe(15, 500, 20_000),
        malformed: maybe(15, 500, 20_000),
        clock_back: maybe(20, 1_000, 100_000),
        clock_jump: maybe(20, 1_000, 50_000),
        plan_twice: maybe(20, 10_000, 300_000),
        change: if changing { maybe(100, 10, 80) } else { 0 },
        pause: maybe(20, 2, 20),
        cancel: maybe(8, 1, 5),
    }
}
