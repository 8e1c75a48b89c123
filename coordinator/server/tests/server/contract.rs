//! What any gRPC client can find out by itself: reflection and health.

use tokio_stream::StreamExt as _;

use crate::support::{Buckets, Cluster, config};

/// Asks one version of the reflection service for all services, and for the file of one.
macro_rules! reflect {
    ($version:ident, $channel:expr) => {{
        use pb::server_reflection_request::MessageRequest;
        use pb::server_reflection_response::MessageResponse;
        use tonic_reflection::pb::$version as pb;
        let ask = |message| pb::ServerReflectionRequest { host: String::new(), message_request: Some(message) };
        let questions = tokio_stream::iter([
            ask(MessageRequest::ListServices(String::new())),
            ask(MessageRequest::FileContainingSymbol("magpie.v1.JobService".into())),
            ask(MessageRequest::FileContainingSymbol("grpc.health.v1.Health".into())),
        ]);
        let mut client = pb::server_reflection_client::ServerReflectionClient::new($channel);
        let mut answers = client.server_reflection_info(questions).await.unwrap().into_inner();
        let Some(MessageResponse::ListServicesResponse(list)) = answers.next().await.unwrap().unwrap().message_response
        else {
            panic!("no list of services");
        };
        for _ in 0..2 {
            let answer = answers.next().await.unwrap().unwrap().message_response;
            assert!(matches!(answer, Some(MessageResponse::FileDescriptorResponse(_))), "{answer:?}");
        }
        list.service.into_iter().map(|service| service.name).collect::<Vec<String>>()
    }};
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_versions_of_reflection_know_every_service() {
    let cluster = Cluster::in_memory(&Buckets::with(&[]), config()).await;
    for services in [reflect!(v1, cluster.connector.channel()), reflect!(v1alpha, cluster.connector.channel())] {
        for wanted in [
            "magpie.v1.JobService",
            "magpie.v1.FindingService",
            "magpie.v1.IdentifierService",
            "magpie.v1.ResultService",
            "magpie.v1.ClusterService",
            "magpie.worker.v1.WorkerService",
            "grpc.health.v1.Health",
        ] {
            assert!(services.iter().any(|name| name == wanted), "{wanted} is not in {services:?}");
        }
    }
    cluster.shutdown().await;
}
