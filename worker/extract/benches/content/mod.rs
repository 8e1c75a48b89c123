//! What is extracted: generated, the same each time.

#![allow(dead_code, unreachable_pub, missing_docs, reason = "each bench uses some of it")]

use std::fmt::Write as _;
use std::io::Write as _;

pub const BYTES: usize = 32 * 1024 * 1024;
fn fill(mut line: impl FnMut(&mut String, u64)) -> Vec<u8> {
    let mut text = String::with_capacity(BYTES + 1024);
    let mut number = 0_u64;
    while text.len() < BYTES {
        // A fixed sequence of numbers that look random.
        line(&mut text, number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20);
        number += 1;
    }
    text.into_bytes()
}

pub fn log() -> Vec<u8> {
    fill(|text, number| {
        let _ = writeln!(
            text,
            "2025-03-{:02}T10:{:02}:00Z INFO request id={number} user=ann{} path=/api/v1/items/{} took {} ms",
            number % 28 + 1,
            number % 60,
            number % 977,
            number % 31_337,
            number % 500,
        );
    })
}

/// Bytes that look random (xorshift).
pub fn random() -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(&mut next).take(BYTES / 8).flatten().collect()
}

/// A log whose lines hold what looks like base64 and is none, an escape of a URL, and rarely something that is encoded.
pub fn tokens() -> Vec<u8> {
    fill(|text, number| {
        let token =
            if number % 16 == 0 { "eyJzdWIiOiJhbm4iLCJyb2xlIjoiYWRtaW4ifQ" } else { "org.example.OrderProcessor" };
        let _ = writeln!(
            text,
            "2025-03-{:02}T10:{:02}:00Z trace={:016x}{:016x} span=7f{:06x}-12d3-4a56-b426-{:012x} GET \
             /static/assets/app-{:x}/runtime-main.js?q=a%20b{} {token}",
            number % 28 + 1,
            number % 60,
            number.wrapping_mul(0x2545_F491_4F6C_DD1D),
            number.wrapping_mul(0x9E6C_63D0_876A_3F6B),
            number % 0xFF_FFFF,
            number % 0xFFFF_FFFF,
            number % 0xFFFF_FFFF,
            number % 500,
        );
    })
}

pub fn table(quoted: bool) -> Vec<u8> {
    let mut header = b"id,first_name,last_name,email,phone,street,city,zip,note\n".to_vec();
    header.extend(fill(|text, number| {
        let note = if quoted { "\"likes \"\"tea\"\", and cake\"" } else { "likes tea" };
        let _ = writeln!(
            text,
            "{number},Ann{},Smith,ann{}@example.com,555-01{:02},{} Main Street,Springfield,{:05},{note}",
            number % 977,
            number % 31_337,
            number % 100,
            number % 999,
            number % 99_999,
        );
    }));
    header
}

pub fn json_lines(escaped: bool) -> Vec<u8> {
    let note = if escaped { "likes \\\"tea\\\" \\u00e9" } else { "likes tea and cake" };
    fill(|text, number| {
        let _ = writeln!(
            text,
            "{{\"id\":{number},\"user\":{{\"name\":\"Ann{}\",\"mail\":\"ann{}@example.com\"}},\"tags\":[\"a\",\"b\",\"c\"],\
             \"score\":{}.5,\"active\":true,\"note\":\"{note}\"}}",
            number % 977,
            number % 31_337,
            number % 100,
        );
    })
}

/// A log of calls of an API, as clouds write them: long records, most of whose values come again and again.
pub fn calls() -> Vec<u8> {
    const AGENTS: [&str; 4] = [
        "aws-sdk-go/1.44.9 (go1.21.1; linux; amd64)",
        "Boto3/1.34.68 Python/3.11.0 Linux/5.10.93",
        "console",
        "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
    ];
    const EVENTS: [(&str, &str); 4] =
        [("s3", "GetObject"), ("s3", "PutObject"), ("kms", "Decrypt"), ("ec2", "DescribeInstances")];
    const ROLES: [&str; 5] = ["web-prod", "api-prod", "batch-prod", "etl-stage", "deploy"];
    fill(|text, number| {
        let (service, event) = EVENTS[number as usize % EVENTS.len()];
        let role = ROLES[number as usize / 7 % ROLES.len()];
        let instance = number / 11 % 60;
        let _ = writeln!(
            text,
            "{{\"eventVersion\":\"1.08\",\"userIdentity\":{{\"type\":\"AssumedRole\",\"principalId\":\"AROA{:016X}:i-{instance:017x}\",\
             \"arn\":\"arn:aws:sts::123456789012:assumed-role/{role}/i-{instance:017x}\",\"accountId\":\"123456789012\",\
             \"sessionContext\":{{\"sessionIssuer\":{{\"type\":\"Role\",\"arn\":\"arn:aws:iam::123456789012:role/{role}\",\
             \"userName\":\"{role}\"}},\"attributes\":{{\"creationDate\":\"2025-03-{:02}T10:{:02}:00Z\",\"mfaAuthenticated\":\"false\"}}}}}},\
             \"eventTime\":\"2025-03-{:02}T10:{:02}:{:02}Z\",\"eventSource\":\"{service}.amazonaws.com\",\"eventName\":\"{event}\",\
             \"awsRegion\":\"eu-central-1\",\"sourceIPAddress\":\"10.0.{}.{}\",\"userAgent\":\"{}\",\
             \"requestParameters\":{{\"bucketName\":\"exports\",\"key\":\"data/2025-03-{:02}/part-{:05}.parquet\"}},\
             \"additionalEventData\":{{\"SignatureVersion\":\"SigV4\",\"CipherSuite\":\"ECDHE-RSA-AES128-GCM-SHA256\",\
             \"bytesTransferredOut\":{}}},\"requestID\":\"{:016X}\",\
             \"eventID\":\"{:08x}-1b1d-51d4-a500-{:012x}\",\"readOnly\":true,\"eventType\":\"AwsApiCall\",\
             \"recipientAccountId\":\"123456789012\",\"eventCategory\":\"Data\"}}",
            number.wrapping_mul(0x2545_F491_4F6C_DD1D),
            number % 28 + 1,
            number % 60,
            number % 28 + 1,
            number % 60,
            number / 3 % 60,
            number / 13 % 3,
            number / 17 % 250,
            AGENTS[number as usize / 5 % AGENTS.len()],
            number % 28 + 1,
            number % 99_991,
            number % 999_983,
            number.wrapping_mul(0x9E6C_63D0_876A_3F6B),
            number & 0xffff_ffff,
            number.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16,
        );
    })
}

pub fn sql() -> Vec<u8> {
    fill(|text, number| {
        let _ = writeln!(
            text,
            "INSERT INTO `people` VALUES ({number},'Ann{}','O''Brien','ann{}@example.com',NULL,'555-01{:02}',{}.5);",
            number % 977,
            number % 31_337,
            number % 100,
            number % 999,
        );
    })
}

pub fn html() -> Vec<u8> {
    let mut page = b"<!DOCTYPE html><html><body>\n".to_vec();
    page.extend(fill(|text, number| {
        let _ = writeln!(
            text,
            "<tr><td class=\"name\">Ann{} &amp; Bob</td><td><b>ann{}</b>@example.com</td><td>555-01{:02}&nbsp;x</td></tr>",
            number % 977,
            number % 31_337,
            number % 100,
        );
    }));
    page
}

pub fn yaml() -> Vec<u8> {
    fill(|text, number| {
        let _ = writeln!(
            text,
            "- id: {number}\n  name: Ann{}\n  mail: ann{}@example.com\n  address:\n    city: Springfield\n    zip: {:05}",
            number % 977,
            number % 31_337,
            number % 99_999,
        );
    })
}

/// A notebook of short cells, each with an output.
pub fn notebook() -> Vec<u8> {
    let mut text = br#"{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":["#.to_vec();
    text.extend(fill(|text, number| {
        let _ = write!(
            text,
            r#"{{"cell_type":"code","metadata":{{}},"source":["x = {number}\n","x + 1"],"outputs":[{{"output_type":"stream","name":"stdout","text":["{number}\n"]}}]}},"#,
        );
    }));
    text.pop();
    text.extend_from_slice(b"]}");
    text
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

pub fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

pub fn snappy(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = snap::write::FrameEncoder::new(Vec::new());
    let _ = encoder.write_all(bytes);
    encoder.into_inner().unwrap_or_default()
}
