//! The schema, step by step. Several servers may start at once: the row that names a step is inserted in
//! the step's own transaction, so the second waits for the first and then finds it done.

use deadpool_postgres::Client;

use super::attempt::Attempts;
use super::connect::{ConnectError, text};

/// Each step brings the database from its place in this list to the next.
const STEPS: &[&str] = &[
    include_str!("migrations/0001_custody.sql"),
    include_str!("migrations/0002_work.sql"),
    include_str!("migrations/0003_registry.sql"),
    include_str!("migrations/0004_audit.sql"),
    include_str!("migrations/0005_serving.sql"),
    include_str!("migrations/0006_appointment.sql"),
    include_str!("migrations/0007_unchecked.sql"),
    include_str!("migrations/0008_calls.sql"),
    include_str!("migrations/0009_fairness.sql"),
    include_str!("migrations/0010_offers.sql"),
    include_str!("migrations/0011_forms.sql"),
];

const TABLE: &str = "create table if not exists schema_step (step integer primary key, at_ms bigint not null)";

/// Brings the schema up to date and reads the epoch.
pub(super) async fn migrate(client: &mut Client, now_ms: i64) -> Result<String, ConnectError> {
    let known = i32::try_from(STEPS.len()).unwrap_or(i32::MAX);
    let failed = |e: &tokio_postgres::Error| ConnectError::Database(text(e));
    // "if not exists" is no promise against another server that makes it at the same moment.
    if client.batch_execute(TABLE).await.is_err() {
        client.batch_execute(TABLE).await.map_err(|e| failed(&e))?;
    }
    let found: i32 =
        client.query_one("select coalesce(max(step), 0) from schema_step", &[]).await.map_err(|e| failed(&e))?.get(0);
    if found > known {
        return Err(ConnectError::Newer { found, known });
    }
    for (step, sql) in (1..).zip(STEPS).skip(usize::try_from(found).unwrap_or(0)) {
        one(client, step, sql, now_ms).await.map_err(|e| failed(&e))?;
    }
    let epoch = client.query_one("select epoch from meta where one = 1", &[]).await.map_err(|e| failed(&e))?;
    Ok(epoch.get(0))
}

/// Does a step, or finds that another server has done it. On a database that is serializable by default the one who meets
/// another is refused, and looks again.
async fn one(client: &mut Client, step: i32, sql: &str, now_ms: i64) -> Result<(), tokio_postgres::Error> {
    let mut attempts = Attempts::default();
    loop {
        match once(client, step, sql, now_ms).await {
            Err(error) if attempts.again_after(&error).await => {}
            done => return done,
        }
    }
}

async fn once(client: &mut Client, step: i32, sql: &str, now_ms: i64) -> Result<(), tokio_postgres::Error> {
    let tx = client.transaction().await?;
    // A large table takes its time, and so does waiting for another server that is at it.
    tx.batch_execute("set local statement_timeout = 0").await?;
    let mine = tx
        .execute(
            "insert into schema_step (step, at_ms) values ($1, $2) on conflict (step) do nothing",
            &[&step, &now_ms],
        )
        .await?;
    if mine == 0 {
        return tx.rollback().await;
    }
    tx.batch_execute(sql).await?;
    if step == 1 {
        let epoch = uuid::Uuid::now_v7().simple().to_string();
        tx.execute("insert into meta (one, epoch) values (1, $1)", &[&epoch]).await?;
    }
    tx.commit().await
}
