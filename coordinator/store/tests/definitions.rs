//! Custom data identifiers and allow lists, and the tokens that made them.

#![allow(clippy::unwrap_used)]

mod support;

use magpie_proto::store::v1::{AllowListRecord, CustomDataIdentifierRecord};
use magpie_store::{Error, TokenOf};
use support::{id, in_memory};

fn list(id: &str, name: &str) -> AllowListRecord {
    AllowListRecord { id: id.to_owned(), name: name.to_owned(), ..Default::default() }
}

const A: &str = "aaaaaaaaaaaaaaaaaaaaa1";
const B: &str = "bbbbbbbbbbbbbbbbbbbbb2";

#[test]
fn what_is_put_is_there_until_it_is_deleted() {
    let store = in_memory();
    let custom = CustomDataIdentifierRecord { id: id(1), deleted: true, ..Default::default() };
    let mut batch = store.batch();
    batch.put_custom_data_identifier(&custom);
    batch.put_allow_list(&list(B, "b")).put_allow_list(&list(A, "a"));
    store.commit(batch).unwrap();
    assert_eq!(store.custom_data_identifier(&id(1)).unwrap(), Some(custom.clone()));
    assert_eq!(store.custom_data_identifiers().map(Result::unwrap).collect::<Vec<_>>(), [custom]);
    assert_eq!(store.allow_list(A).unwrap(), Some(list(A, "a")));
    assert_eq!(store.allow_lists().map(|list| list.unwrap().name).collect::<Vec<_>>(), ["a", "b"]);

    let mut batch = store.batch();
    batch.delete_allow_list(A).put_allow_list(&list(B, "c"));
    store.commit(batch).unwrap();
    assert_eq!(store.allow_list(A).unwrap(), None);
    assert_eq!(store.allow_lists().map(|list| list.unwrap().name).collect::<Vec<_>>(), ["c"]);
}

#[test]
fn what_is_no_id_is_not_there_and_cannot_be_put() {
    let store = in_memory();
    assert_eq!(store.custom_data_identifier("../etc/passwd").unwrap(), None);
    assert_eq!(store.allow_list(&id(1)).unwrap(), None);
    let mut batch = store.batch();
    batch.put_allow_list(&list("no id", ""));
    assert!(matches!(store.commit(batch), Err(Error::InvalidId { what: "allow list id" })));
}

#[test]
fn equal_tokens_of_different_kinds_are_different_tokens() {
    let store = in_memory();
    let mut batch = store.batch();
    batch.put_client_token("token", &id(1));
    batch.put_client_token_of(TokenOf::CustomDataIdentifier, "token", &id(2));
    batch.put_client_token_of(TokenOf::AllowList, "token", A);
    store.commit(batch).unwrap();
    assert_eq!(store.client_token("token").unwrap(), Some(id(1)));
    assert_eq!(store.client_token_of(TokenOf::Job, "token").unwrap(), Some(id(1)));
    assert_eq!(store.client_token_of(TokenOf::CustomDataIdentifier, "token").unwrap(), Some(id(2)));
    assert_eq!(store.client_token_of(TokenOf::AllowList, "token").unwrap(), Some(A.to_owned()));
    assert_eq!(store.client_token_of(TokenOf::AllowList, "tokem").unwrap(), None);
}
