//! Fields of structured data: which field an anchor lies in, and what its names say.

use crate::Ruleset;
use crate::classify::{BLOCK, SWEEP_BLOCKS};
use crate::context::{Context, ContextId, Contexts};
use crate::detector::name::Column;
use crate::keywords::Found;
use crate::scanner::Scratch;
use crate::site::{Runs, Site};
use crate::stages::Stage;
use crate::visit::Host;

/// Which fields lie in a sweep.
#[derive(Debug, Default)]
pub(crate) struct Map {
    /// A bit for each byte at which a field begins.
    begins: [u64; SWEEP_BLOCKS],
    /// How many fields begin in the blocks before, the one counted that reaches into the sweep.
    before: [u32; SWEEP_BLOCKS],
    /// The fields in order.
    order: Vec<Placed>,
}

/// A field of a sweep, with all that is asked for at each anchor in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    /// Its number.
    pub(crate) index: u32,
    /// Where it lies in the buffer: within its bounds.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The names around it, if they say anything.
    pub(crate) context: Option<ContextId>,
}

impl Map {
    /// Forgets all fields.
    pub(crate) fn clear(&mut self) {
        self.begins = [0; SWEEP_BLOCKS];
        self.order.clear();
    }

    /// Adds the next field that is not empty; `offset` is where it begins in the sweep, if it does not begin before.
    #[inline]
    pub(crate) fn add(&mut self, field: Placed, offset: Option<usize>) {
        if let Some(offset) = offset
            && let Some(bits) = self.begins.get_mut(offset / BLOCK)
        {
            *bits |= 1 << (offset % BLOCK);
        } else if self.order.is_empty() {
            // The first one may begin before.
        } else {
            return;
        }
        self.order.push(field);
    }

    /// Counts: no field is added any more. `reaches` tells whether the first one began before the sweep.
    pub(crate) fn finish(&mut self, reaches: bool) {
        let mut count = u32::from(reaches);
        for (before, bits) in self.before.iter_mut().zip(&self.begins) {
            *before = count;
            count += bits.count_ones();
        }
    }

    /// The last field that begins at or before a byte of the sweep.
    #[inline(always)]
    fn field(&self, offset: usize) -> Option<Placed> {
        let (block, bit) = (offset / BLOCK, offset % BLOCK);
        let number = self.before.get(block)? + (self.begins[block] & u64::MAX >> (BLOCK - 1 - bit)).count_ones();
        self.order.get((number as usize).checked_sub(1)?).copied()
    }
}

/// The fields of a sweep.
pub(crate) struct Fields<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) map: &'a Map,
    /// Where the sweep begins.
    pub(crate) base: usize,
    /// Whether all around is ASCII.
    pub(crate) plain: bool,
    pub(crate) contexts: &'a Contexts,
    pub(crate) ruleset: &'a Ruleset,
    pub(crate) masks: Runs<'a>,
    pub(crate) found: &'a mut Found,
    pub(crate) scratch: &'a mut Scratch,
}

impl Fields<'_> {
    /// The site of a field.
    #[inline(always)]
    fn site(&mut self, field: Placed) -> Option<Site<'_>> {
        let start = field.start as usize;
        let text = self.text.get(start..field.end as usize)?;
        // What is known of a long field's key words holds for its next anchors.
        self.found.turn_to(field.index as usize);
        if self.plain {
            let from = self.base.saturating_sub(start).min(text.len());
            self.found.set_plain(from..(self.base + SWEEP_BLOCKS * BLOCK - start).min(text.len()));
        }
        let context = field.context.and_then(|context| self.contexts.get(context));
        Some(Site {
            text,
            context: context.map(|context| &context.keywords),
            base: start,
            field: field.index,
            ruleset: self.ruleset,
            masks: self.masks,
            found: self.found,
            scratch: self.scratch,
        })
    }

    /// Looks at the fields that begin in the sweep, and whose names say that values without anchors count.
    pub(crate) fn visit_named(&mut self) {
        let map = self.map;
        for field in &map.order {
            let Some(context) = field.context.and_then(|context| self.contexts.get(context)) else { continue };
            if (field.start as usize) < self.base {
                continue;
            }
            let Context { whole, rare, column, secret, .. } = *context;
            let Some(mut site) = self.site(*field) else { continue };
            if whole {
                site.named_field(secret);
            }
            if column != Column::Other {
                site.name_field(column);
            }
            if rare {
                site.rare_field();
            }
        }
    }
}

impl Host for Fields<'_> {
    #[inline(always)]
    fn at(&mut self, position: usize, stage: Stage, visit: impl Fn(&mut Site<'_>, usize)) {
        let Some(field) = self.map.field(position - self.base) else { return };
        if let Some(mut site) = self.site(field)
            && let Some(place) = position.checked_sub(site.base)
        {
            Host::at(&mut site, place, stage, visit);
        }
    }

    #[inline(always)]
    fn scratch(&mut self) -> &mut Scratch {
        self.scratch
    }
}
