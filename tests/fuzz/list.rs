//! The list of a crate's fuzz targets: part of the folder of targets of each crate that has some.

/// A target with its name, that of its file in `fuzz_targets`.
pub type Target = (&'static str, fn(&[u8]));

macro_rules! targets {
    ($($(#[$doc:meta])* $name:ident: $run:expr,)*) => {
        $($(#[$doc])* pub fn $name(data: &[u8]) { ($run)(data) })*

        /// All targets.
        pub const TARGETS: &[Target] = &[$((stringify!($name), $name)),*];
    };
}
