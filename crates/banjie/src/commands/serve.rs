//! `serve`: the desk on the web, with the scheduler beside it.

use std::{
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use banjie_model::Moment;
use banjie_office::printing::PdfPrinter;
use banjie_store::{AuditEntry, AuditKind};
use banjie_web::{App, Parts, Settings, app::ReadClock, server::Round};
use chrono::TimeDelta;
use tokio::{net::TcpListener, sync::watch};

use crate::{cli::serve::Serve, clock, context::Context, fonts::Fonts};

/// Key of the setting a demonstration leaves in its database: the moment its records end.
pub const DEMO: &str = "demo";
/// How often the scheduler looks what is due.
const ROUND: Duration = Duration::from_secs(20);

/// Serves until it is told to stop.
pub fn run(context: &Context, options: &Serve) -> Result<ExitCode> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(level(context)).with_target(false).init();
    context.wait(async {
        let desk = context.serving().await?;
        let demo = desk.store().setting(DEMO).await?;
        let clock = ticking(match (&context.config.now_given, &demo) {
            (false, Some(end)) => clock::moment(end)?,
            _ => context.now,
        });
        let settings = settings(context, options, demo.is_some());
        let files = options.files.clone().unwrap_or_else(|| beside(&context.config.db, "files"));
        // Opened when the first report is printed; without fonts it still draws what Word needs, or says what is missing.
        let pdf = Some(Arc::new(Fonts::new(&context.config.fonts)) as Arc<dyn PdfPrinter>);
        let app = App::new(Parts {
            desk: desk.clone(),
            clock: clock.clone(),
            chance: Arc::new(chance),
            files,
            search: Some(beside(&context.config.db, "search")),
            pdf,
            settings,
        });
        let listener = listen(options.listen).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        told(&app, AuditKind::Started).await?;
        let (ends, scheduler) = (app.clone(), tokio::spawn(rounds(app.clone(), stopped)));
        println!("{}", banjie_web::text::shell::serving(&format!("http://{address}/")));
        banjie_web::serve(app, listener, end()).await.context("网络出错，服务已停止")?;
        let _nobody_listens = stop.send(true);
        scheduler.await.context("督办任务没有正常结束")?;
        told(&ends, AuditKind::Stopped).await?;
        anyhow::Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// That the service was started or stopped stands in the audit log.
async fn told(app: &App, what: AuditKind) -> Result<()> {
    let entry = AuditEntry {
        at: app.now(),
        account: None,
        from: "命令行".into(),
        what,
        target: None,
        detail: env!("CARGO_PKG_VERSION").into(),
        ok: true,
    };
    app.store().append_audit(&entry).await?;
    Ok(())
}

fn level(context: &Context) -> tracing::Level {
    if context.config.quiet { tracing::Level::ERROR } else { tracing::Level::INFO }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.with_context(|| format!("不能在 {address} 上提供服务：端口可能已被占用，或没有权限。用 --listen 另指定一个"))
}

fn settings(context: &Context, options: &Serve, demo: bool) -> Settings {
    let mut settings = Settings { demo, proxied: options.proxied, ..Settings::default() };
    if let Some(title) = &options.title {
        settings.title.clone_from(title);
    }
    settings.address = options.address.as_deref().map(|address| address.trim_end_matches('/').to_owned());
    settings.tiles.clone_from(&options.tiles);
    settings.backups = Some(options.backups.clone().unwrap_or_else(|| beside(&context.config.db, "backups")));
    settings.packages = context.packages();
    settings
}

/// A folder beside the SQLite file, as the key is; on PostgreSQL in the current folder.
fn beside(db: &str, what: &str) -> PathBuf {
    let file = db.strip_prefix("sqlite:").unwrap_or(db);
    if file.contains("://") { PathBuf::from(format!("banjie.{what}")) } else { PathBuf::from(format!("{file}.{what}")) }
}

/// A clock that goes on from a moment.
fn ticking(from: Moment) -> ReadClock {
    let started = Instant::now();
    Arc::new(move || {
        let passed = i64::try_from(started.elapsed().as_secs()).unwrap_or(i64::MAX);
        TimeDelta::try_seconds(passed).and_then(|passed| from.checked_add_signed(passed)).unwrap_or(from)
    })
}

fn chance(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system has chance to give");
}

/// Lets fall what is due, round after round, until told to stop; what each did is seen by the administrators.
async fn rounds(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        let (at, began) = (app.now(), Instant::now());
        let outcome = app.desk().tick(at).await.map_err(|error| {
            tracing::error!(%error, "the scheduler could not finish its round; it tries again");
            error.to_string()
        });
        let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        app.rounds().note(Round { at, took, outcome });
        if let Err(error) = app.store().drop_expired_sessions(at).await {
            tracing::error!(%error, "sessions that have ended could not be removed");
        }
        app.limits().forget();
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Comes when the program is told to stop: Ctrl-C, or SIGTERM of the service manager.
async fn end() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
