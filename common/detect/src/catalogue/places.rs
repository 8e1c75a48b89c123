//! Places on the Earth.

use super::{Identifier, PERSONAL, severity};
use crate::detector::Detector;

pub(super) const ROWS: &[Identifier] = &[
    // ISO 6709, annex D: decimal degrees, latitude first.
    Identifier {
        id: "LATITUDE_LONGITUDE",
        name: "Latitude and longitude (GPS coordinates)",
        keywords: &["coordinate", "coordinates", "lat long", "latitude longitude", "position"],
        macie: true,
        severity: severity::MODERATE,
        detectors: &[Detector::Position],
        ..PERSONAL
    },
];
