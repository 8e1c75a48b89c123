//! `magpie coordinator`.

use std::sync::Arc;

use magpie_base::clock::{Clock, SystemClock};
use magpie_base::config::Config;
use magpie_base::shutdown::Signals;
use magpie_base::tls::{Credentials, Listener};
use magpie_server::{Coordinator, Options};
use magpie_store::key::KeyFile;
use magpie_store::{Location, Store};

use crate::args::{self, Global};
use crate::failure::Failure;
use crate::process;
use crate::settings::Overlay;

pub(crate) async fn run(global: &Global, flags: &args::Coordinator) -> Result<u8, Failure> {
    let config = Arc::new(Overlay::global(global).coordinator(flags).load(global)?);
    let telemetry = process::telemetry("magpie-coordinator", &config)?;
    let ended = serve(&config).await;
    telemetry.shutdown().await;
    ended.map(|()| 0)
}

async fn serve(config: &Arc<Config>) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    // The port first: a second coordinator on this machine should not even open the store.
    let listener = listen(config, clock.as_ref()).await?;
    let location = Location::Folder(config.coordinator.data_dir.clone());
    let key_file = &config.coordinator.key_file;
    // A new key is of no use for a store that has one, and a file of it would pass for the right one.
    let key = if location.holds_store() { KeyFile::load(key_file) } else { KeyFile::load_or_create(key_file) };
    let key = key.map_err(Failure::part)?;
    let store = Store::open(location, Arc::new(key)).await.map_err(Failure::part)?;
    let objects = process::s3(&config.s3).await?;
    let options = Options { store: store.clone(), objects, export_objects: None, config: Arc::clone(config), clock };
    let ended = coordinate(options, listener, &mut signals).await;
    // However it ended: no thread may work with the store while the process ends.
    store.close();
    ended
}

/// Coordinates until a signal comes, or until it must not go on.
async fn coordinate(options: Options, listener: Listener, signals: &mut Signals) -> Result<(), Failure> {
    let address = listener.local_addr()?;
    let coordinator = Arc::new(Coordinator::start(options).await.map_err(Failure::part)?);
    tracing::info!(event = "coordinator_listening", %address, "the coordinator is ready");

    let serving = Arc::clone(&coordinator);
    let mut front_door = tokio::spawn(async move { serving.serve(listener).await });
    tokio::select! {
        _ = signals.recv() => {
            // A second signal means: now.
            tokio::select! {
                () = coordinator.shutdown() => {}
                _ = signals.recv() => return Ok(()),
            }
        }
        failed = coordinator.wait() => failed.map_err(Failure::part)?,
        served = &mut front_door => match served {
            Ok(served) => served.map_err(Failure::part)?,
            Err(error) => return Err(Failure::part(error)),
        },
    }
    // Also after the front door closed by itself; does nothing the second time.
    coordinator.shutdown().await;
    coordinator.wait().await.map_err(Failure::part)
}

async fn listen(config: &Config, clock: &dyn Clock) -> Result<Listener, Failure> {
    let settings = &config.coordinator;
    if settings.insecure_plaintext {
        return Ok(Listener::plaintext(settings.listen).await?);
    }
    Ok(Listener::tls(settings.listen, &Credentials::load(&config.tls, clock)?).await?)
}
