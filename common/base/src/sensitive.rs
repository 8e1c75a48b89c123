//! A wrapper for what must never be shown.

use std::fmt;

use serde::{Deserialize, Deserializer, de};
use zeroize::Zeroize;

/// A value that must not leak: a secret, or bytes found in somebody's data.
///
/// It has no `Display` and no `Serialize`, its `Debug` shows nothing of the content (not even its length), and the memory
/// is wiped when it is dropped. The only way to the content is [`expose_sensitive`](Self::expose_sensitive), a name that
/// a search finds.
///
/// ```
/// use magpie_base::Sensitive;
///
/// let password = Sensitive::new(String::from("hunter2"));
/// assert_eq!(format!("{password:?}"), "Sensitive(..)");
/// assert_eq!(password.expose_sensitive(), "hunter2");
/// ```
pub struct Sensitive<T: Zeroize>(T);

impl<T: Zeroize> Sensitive<T> {
    /// Wraps a value. Copies of it made before are not wiped.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The content. Never log it, format it, or store it.
    pub const fn expose_sensitive(&self) -> &T {
        &self.0
    }

    /// The content, to be changed in place.
    pub const fn expose_sensitive_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Zeroize> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Sensitive<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sensitive(..)")
    }
}

impl<T: Zeroize + Clone> Clone for Sensitive<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Zeroize + Default> Default for Sensitive<T> {
    fn default() -> Self {
        Self(T::default())
    }
}

impl<T: Zeroize> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

/// Reads a string. An error never repeats the value: serde's own messages would.
impl<'de> Deserialize<'de> for Sensitive<String> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecretVisitor)
    }
}

struct SecretVisitor;

const NOT_A_STRING: &str = "a secret must be a string in quotes";

impl<'de> de::Visitor<'de> for SecretVisitor {
    type Value = Sensitive<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string in quotes")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Sensitive(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Self::Value, E> {
        Ok(Sensitive(value))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self::Value, E> {
        Err(E::custom(NOT_A_STRING))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Self::Value, E> {
        Err(E::custom(NOT_A_STRING))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Self::Value, E> {
        Err(E::custom(NOT_A_STRING))
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Self::Value, E> {
        Err(E::custom(NOT_A_STRING))
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Self::Value, E> {
        Err(E::custom(NOT_A_STRING))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self::Value, E> {
        Err(E::custom(NOT_A_STRING))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_content() {
        let secret = Sensitive::new(String::from("4111111111111111"));
        for text in [format!("{secret:?}"), format!("{secret:#?}"), format!("{:?}", Some(&secret))] {
            assert!(!text.contains("4111"), "{text}");
        }
        let short = Sensitive::new(vec![1_u8]);
        let long = Sensitive::new(vec![1_u8; 1000]);
        assert_eq!(format!("{short:?}"), format!("{long:?}"), "not even the length shows");
    }

    #[test]
    fn the_content_is_wiped_when_dropped() {
        struct Spy(Arc<Mutex<u32>>);
        impl Zeroize for Spy {
            fn zeroize(&mut self) {
                *self.0.lock().unwrap() += 1;
            }
        }
        let wiped = Arc::new(Mutex::new(0));
        drop(Sensitive::new(Spy(Arc::clone(&wiped))));
        assert_eq!(*wiped.lock().unwrap(), 1);
    }

    #[test]
    fn a_secret_of_the_wrong_type_is_not_repeated_in_the_error() {
        let read: Sensitive<String> = serde_json::from_str("\"s3cr3t\"").unwrap();
        assert_eq!(read.expose_sensitive(), "s3cr3t");
        for wrong in ["71234567", "-71234567", "7123456.7"] {
            let error = serde_json::from_str::<Sensitive<String>>(wrong).unwrap_err().to_string();
            assert!(!error.contains("7123456"), "{error}");
            assert!(error.contains("in quotes"), "{error}");
        }
    }
}
