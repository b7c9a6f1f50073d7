//! Signed heads of the audit chain, for central: what was recorded up to here cannot be unsaid any more.

use kiosk_protocol::{Checkpoint, ItemKind, PublicKey, SignedCheckpoint, Signer};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::error::StoreError;
use super::submission::{Content, enqueue};
use super::writer::Context;

/// The schema of an audit head: a C2SP signed note ([`SignedCheckpoint`]).
const SCHEMA: &str = "psc.audit-head@1";

/// Signs the head of the chain and queues it for central. Nothing when the head is signed already.
pub(super) fn sign(
    tx: &Transaction<'_>,
    context: &mut Context,
    signer: &dyn Signer,
) -> Result<Option<SignedCheckpoint>, StoreError> {
    let (seq, hash): (i64, [u8; 32]) = tx
        .prepare_cached("select audit_seq, audit_hash from device")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let signed: Option<i64> =
        tx.prepare_cached("select max(seq) from audit_head")?.query_row([], |row| row.get(0)).optional()?.flatten();
    if signed.is_some_and(|signed| signed >= seq) {
        return Ok(None);
    }
    let device = &context.device;
    let checkpoint = Checkpoint {
        // Each incarnation begins a chain of its own.
        origin: format!("{}/{}/{}", device.centre, device.id, chain_of(tx)?),
        size: u64::try_from(seq).map_err(|_| StoreError::Strange("audit sequence"))?,
        hash,
        extensions: vec![format!("time {}", context.now_ms())],
    };
    let head = checkpoint.sign(&device.id.to_string(), signer);
    let note = head.to_string();
    tx.prepare_cached("insert into audit_head(seq, hash, at_ms, note) values (?1, ?2, ?3, ?4)")?.execute(params![
        seq,
        hash,
        context.now_ms(),
        note
    ])?;
    let id = context.item_id()?;
    enqueue(tx, context, id, &ItemKind::AuditHead, SCHEMA, None, &Content::Plain(note.as_bytes()))?;
    Ok(Some(head))
}

/// What names the chain: the hash of its first row, in which device, time and incarnation stand. It stays when the
/// incarnation is counted on without a new database.
fn chain_of(conn: &Connection) -> Result<String, StoreError> {
    let first: [u8; 32] = conn
        .prepare_cached("select hash from audit where seq = 1")?
        .query_row([], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::Audit { seq: 1, what: "it is missing" })?;
    let [a, b, c, d, ..] = first;
    Ok(format!("{a:02x}{b:02x}{c:02x}{d:02x}"))
}

/// Compares every signed head with the chain, and its signature with `keys`: every key this device is known to have had.
/// Without any key the signatures are not looked at. Gives how many heads there are.
pub(super) fn verify(conn: &Connection, keys: &[PublicKey]) -> Result<u64, StoreError> {
    let mut query = conn.prepare(
        "select audit_head.seq, audit_head.hash, note, audit.hash
         from audit_head left join audit on audit.seq = audit_head.seq order by audit_head.seq",
    )?;
    let mut found = query.query([])?;
    let mut heads = 0;
    while let Some(row) = found.next()? {
        let seq: i64 = row.get(0)?;
        let broken = |what| StoreError::Audit { seq, what };
        let head: SignedCheckpoint =
            row.get::<_, String>(2)?.parse().map_err(|_| broken("its signed head cannot be read"))?;
        let said = head.unverified();
        // A kiosk may have had another name when it signed; the name it had then stands in what is signed.
        let signer = said.origin.split('/').nth(1).unwrap_or_default();
        if !keys.is_empty() && !keys.iter().any(|key| head.verify(signer, key).is_ok()) {
            return Err(broken("its signed head is signed by no key of this device"));
        }
        if i64::try_from(said.size) != Ok(seq) || said.hash != row.get::<_, [u8; 32]>(1)? {
            return Err(broken("its signed head says something else than is noted"));
        }
        match row.get::<_, Option<[u8; 32]>>(3)? {
            None => return Err(broken("it is missing; a signed head proves that it was there")),
            Some(hash) if hash != said.hash => return Err(broken("it is not the row whose hash was signed")),
            Some(_) => heads += 1,
        }
    }
    Ok(heads)
}
