//! Which anchors lead to what: all candidates of a sweep, one kind after the other.

use crate::anchors::{Anchors, Places};
use crate::classify::BLOCK;
use crate::scanner::Scratch;
use crate::site::Site;
use crate::stages::Stage;
use crate::zones::{Use, Zones};

/// Something that anchors lie in.
pub(crate) trait Host {
    /// Calls `visit` with the site of this place of the buffer, and the place in its text.
    fn at(&mut self, position: usize, stage: Stage, visit: impl Fn(&mut Site<'_>, usize));

    /// The scratch memory.
    fn scratch(&mut self) -> &mut Scratch;
}

impl Host for Site<'_> {
    #[inline(always)]
    fn at(&mut self, position: usize, stage: Stage, visit: impl Fn(&mut Site<'_>, usize)) {
        if position < self.text.len() {
            #[cfg(test)]
            {
                self.scratch.work += 1;
            }
            let stage = self.scratch.stages.enter(stage);
            visit(self, position);
            self.scratch.stages.leave(stage);
        }
    }

    #[inline(always)]
    fn scratch(&mut self) -> &mut Scratch {
        self.scratch
    }
}

/// Tries all candidates of a sweep that begins at `base`.
#[inline(always)]
pub(crate) fn visit(host: &mut impl Host, anchors: &Anchors, zones: &Zones, base: usize) {
    let open = |_: usize| u64::MAX;
    // First, as what is an address or an account is nothing else.
    host.scratch().addresses.clear();
    host.scratch().accounts.clear();
    each(host, base, &anchors.quad, open, Stage::Number, |site, at| site.quad(at));
    each(host, base, &anchors.account, open, Stage::Word, |site, at| site.account(at));
    let Scratch { addresses, accounts, names, .. } = host.scratch();
    let (addresses, accounts, names) = (addresses.clone(), accounts.clone(), std::mem::take(names));
    let other = |block: usize| !addresses.of(block);
    let numbers = near(zones, [Use::Number, Use::Token]);
    each(host, base, &anchors.number, |block| numbers(block) & other(block), Stage::Number, |site, at| site.number(at));
    let telephones = near(zones, [Use::Phone]);
    let telephone = |block: usize| telephones(block) & other(block);
    each(host, base, &anchors.number, telephone, Stage::Number, |site, at| site.telephone(at));
    let words = near(zones, [Use::Word, Use::Number]);
    each(host, base, &anchors.word, |block| words(block) & !accounts.of(block), Stage::Word, |site, at| site.word(at));
    each(host, base, &anchors.secret, near(zones, [Use::Token]), Stage::Token, |site, at| site.keyed_tokens(at));
    each(host, base, &anchors.base64, near(zones, [Use::Token]), Stage::Base64, |site, at| site.aws_secret(at));
    each(host, base, &anchors.area_code, near(zones, [Use::Phone]), Stage::Number, |site, at| site.area_code(at));
    // Few numbers behind words are the year of a date: whether they are is cheaper to tell than what key words are near.
    each(host, base, &anchors.year, open, Stage::Number, |site, at| site.year(at));
    each(host, base, &anchors.free, other, Stage::Number, |site, at| site.free(at));
    each(host, base, &anchors.code, open, Stage::Postal, |site, at| site.code(at));
    each(host, base, &anchors.postcode, open, Stage::Postal, |site, at| site.postal(at));
    each(host, base, &anchors.token, open, Stage::Token, |site, at| site.token(at));
    each(host, base, &anchors.wallet, open, Stage::Token, |site, at| site.wallet(at));
    each(host, base, &anchors.at, open, Stage::Other, |site, at| site.email(at));
    each(host, base, &anchors.hardware, open, Stage::Other, |site, at| site.hardware(at));
    each(host, base, &anchors.hextet, open, Stage::Other, |site, at| site.hextet(at));
    each(host, base, &anchors.plus, open, Stage::Other, |site, at| site.international(at));
    each(host, base, &anchors.base64, open, Stage::Base64, |site, at| site.base64(at));
    each(host, base, &anchors.frame, open, Stage::Other, |site, at| site.frame(at));
    each(host, base, &anchors.sign, open, Stage::Sign, |site, at| site.sign(at));
    each(host, base, &anchors.url, open, Stage::Other, |site, at| site.url(at));
    each(host, base, &anchors.rare, open, Stage::Rare, |site, at| site.rare(at));
    each(host, base, &anchors.postal, open, Stage::Postal, |site, at| site.short_code(at));
    each(host, base, &anchors.name, |block| !names.of(block), Stage::Name, |site, at| site.name(at));
}

/// Which bytes of a block are near key words that lead to one of these uses.
#[inline(always)]
fn near<const N: usize>(zones: &Zones, uses: [Use; N]) -> impl Fn(usize) -> u64 {
    move |block| uses.iter().fold(0, |gate, used| gate | zones.of(*used)[block])
}

/// Calls `visit` for each anchor of a kind that the gate of its block lets through.
#[inline(always)]
fn each(
    host: &mut impl Host,
    base: usize,
    row: &Places,
    gate: impl Fn(usize) -> u64,
    stage: Stage,
    visit: impl Fn(&mut Site<'_>, usize),
) {
    let mut occupied = row.occupied;
    while occupied != 0 {
        let block = occupied.trailing_zeros() as usize;
        occupied &= occupied - 1;
        let mut bits = row[block] & gate(block);
        while bits != 0 {
            let position = base + block * BLOCK + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            host.at(position, stage, &visit);
        }
    }
}
