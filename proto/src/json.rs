//! Proto JSON as Amazon Macie prints it: lowerCamelCase names, enum names, RFC 3339 times, 64-bit integers as numbers, and
//! what is not set left out.

use prost::Message;
use prost_reflect::{DeserializeOptions, DynamicMessage, ReflectMessage as _, SerializeOptions};

use crate::descriptors;

/// Why a message could not be printed or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The type is not part of [`crate::FILE_DESCRIPTOR_SET`].
    #[error("{0} is not a message of Magpie's contract")]
    UnknownType(String),
    /// The text is not JSON, or not JSON of this message.
    #[error("not valid JSON of {message}: {source}")]
    Invalid {
        /// The message's full name.
        message: String,
        /// What is wrong and where. Names fields, never more of the text than the offending token.
        source: serde_json::Error,
    },
}

/// The full name of `M`, such as `magpie.v1.Finding`.
fn full_name<M: Message + prost::Name>() -> String {
    M::full_name()
}

fn dynamic<M: Message + prost::Name>(message: &M) -> Result<DynamicMessage, Error> {
    let name = full_name::<M>();
    let descriptor = descriptors().get_message_by_name(&name).ok_or_else(|| Error::UnknownType(name.clone()))?;
    let mut dynamic = DynamicMessage::new(descriptor);
    dynamic.transcode_from(message).map_err(|_| Error::UnknownType(name))?;
    Ok(dynamic)
}

fn options() -> SerializeOptions {
    SerializeOptions::new().stringify_64_bit_integers(false).skip_default_fields(true)
}

/// The JSON value of a message.
///
/// # Errors
/// [`Error::UnknownType`] if `M` is not of this contract.
pub fn to_value<M: Message + prost::Name>(message: &M) -> Result<serde_json::Value, Error> {
    let dynamic = dynamic(message)?;
    dynamic
        .serialize_with_options(serde_json::value::Serializer, &options())
        .map_err(|source| Error::Invalid { message: dynamic.descriptor().full_name().to_owned(), source })
}

/// The JSON text of a message, on one line. Fields are in the order of their numbers, so equal messages print equally.
///
/// # Errors
/// [`Error::UnknownType`] if `M` is not of this contract.
pub fn to_string<M: Message + prost::Name>(message: &M) -> Result<String, Error> {
    let dynamic = dynamic(message)?;
    let invalid = |source| Error::Invalid { message: dynamic.descriptor().full_name().to_owned(), source };
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut text);
    dynamic.serialize_with_options(&mut serializer, &options()).map_err(invalid)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Reads a message from JSON. Names may be lowerCamelCase or as in the proto file; unknown names are refused.
///
/// # Errors
/// [`Error::Invalid`] if the text is not JSON of this message.
pub fn from_str<M: Message + prost::Name + Default>(text: &str) -> Result<M, Error> {
    let name = full_name::<M>();
    let descriptor = descriptors().get_message_by_name(&name).ok_or_else(|| Error::UnknownType(name.clone()))?;
    let invalid = |source| Error::Invalid { message: name.clone(), source };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    let dynamic = DynamicMessage::deserialize_with_options(descriptor, &mut deserializer, &options).map_err(invalid)?;
    deserializer.end().map_err(invalid)?;
    dynamic.transcode_to().map_err(|_| Error::UnknownType(name.clone()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::v1;

    #[test]
    fn sixty_four_bit_integers_are_numbers() {
        let range = v1::Range { start: 1, end: 9_007_199_254_740_993, start_column: 5, magpie: None };
        assert_eq!(to_string(&range).unwrap(), r#"{"end":9007199254740993,"start":1,"startColumn":5}"#);
    }

    #[test]
    fn zero_is_printed_where_presence_is_tracked() {
        let record = v1::Record { json_path: "$.a".into(), record_index: Some(0), magpie: None };
        assert_eq!(to_string(&record).unwrap(), r#"{"jsonPath":"$.a","recordIndex":0}"#);
    }

    #[test]
    fn a_request_as_the_aws_cli_sends_it_is_read() {
        let text = r#"{"clientToken":"t","name":"n","jobType":"ONE_TIME","samplingPercentage":50,
            "managedDataIdentifierSelector":"INCLUDE","managedDataIdentifierIds":["AWS_CREDENTIALS"],
            "s3JobDefinition":{"bucketDefinitions":[{"accountId":"111122223333","buckets":["b"]}],
            "scoping":{"includes":{"and":[{"simpleScopeTerm":{"comparator":"EQ","key":"OBJECT_EXTENSION","values":["csv"]}}]}}}}"#;
        let request: v1::CreateClassificationJobRequest = from_str(text).unwrap();
        assert_eq!(request.job_type(), v1::job_type::Value::OneTime);
        assert_eq!(request.sampling_percentage, Some(50));
        let definition = request.s3_job_definition.unwrap();
        assert_eq!(definition.bucket_definitions[0].buckets, ["b"]);
        let term = definition.scoping.unwrap().includes.unwrap().and[0].simple_scope_term.clone().unwrap();
        assert_eq!(term.key(), v1::scope_filter_key::Value::ObjectExtension);
    }

    #[test]
    fn unknown_names_and_enum_values_are_refused() {
        for text in [r#"{"jobTyp":"ONE_TIME"}"#, r#"{"jobType":"TWICE"}"#, "{", "{} {}"] {
            let error = from_str::<v1::CreateClassificationJobRequest>(text).unwrap_err();
            assert!(error.to_string().contains("CreateClassificationJobRequest"), "{error}");
        }
    }

    #[test]
    fn times_are_rfc_3339() {
        let at = prost_types::Timestamp { seconds: 1_700_000_000, nanos: 0 };
        let job = v1::JobSummary { created_at: Some(at), ..Default::default() };
        assert_eq!(to_string(&job).unwrap(), r#"{"createdAt":"2023-11-14T22:13:20Z"}"#);
    }
}
