//! What is said when a thread panics.

use std::backtrace::Backtrace;
use std::panic::PanicHookInfo;

/// From now on a panic is one line of the log: where it happened, and its message only if that is fixed text of the program. The
/// standard library's own messages quote the data they stumbled over (slicing a string inside a character does), and that may be
/// the content of an object.
pub(super) fn install() {
    std::panic::set_hook(Box::new(report));
}

fn report(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(|| "unknown".to_owned(), ToString::to_string);
    let thread = std::thread::current();
    let backtrace = Backtrace::capture();
    let backtrace = match backtrace.status() {
        std::backtrace::BacktraceStatus::Captured => Some(backtrace.to_string()),
        _ => None,
    };
    tracing::error!(
        event = "panic",
        place,
        thread = thread.name().unwrap_or("unnamed"),
        reason = fixed_text(info),
        backtrace,
        "the program has a fault: a thread panicked"
    );
}

/// A message without values is a `&'static str`; one that was formatted is a `String`.
fn fixed_text(info: &PanicHookInfo<'_>) -> &'static str {
    info.payload().downcast_ref::<&'static str>().copied().unwrap_or("withheld, because it may quote data")
}
