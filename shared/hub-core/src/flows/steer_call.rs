//! A person holds a call, passes it on or ends it.
//!
//! What is wanted is stored first, and then the carrier is asked to move the lines; a line that is moved asks the hub what
//! to do, and is told by what is stored. A move that the carrier refuses is taken back.

use crate::call::{Call, Callee, LineError, Moves, Side, Transfer, TransferKind, TransferState, Way};
use crate::carrier_account::CarrierAccount;
use crate::flows::Ports;
use crate::flows::answer_call::TRANSFER_SECONDS;
use crate::flows::calls::{change_and_tell, change_call};
use crate::flows::credentials::working_account;
use crate::flows::initiate_call::number;
use crate::ids::{CallId, TenantId, UserId};
use crate::ports::{CallRecord, CarrierDial, CarrierFailure, CarrierResult, PortError};

const REASON_MAX_CHARACTERS: usize = 200;

/// Why a call is not steered.
#[derive(Debug, thiserror::Error)]
pub enum SteerError {
    /// There is no such call.
    #[error("Not found.")]
    NotFound,
    /// The call is not in a state for it.
    #[error(transparent)]
    Line(#[from] LineError),
    /// A transfer must name a person or a phone, and not both.
    #[error("Say to whom: a person of the team, or a phone.")]
    Nobody,
    /// There is no such person.
    #[error("This person is not in the team any more.")]
    UnknownPerson,
    /// A transfer must not lead back into itself.
    #[error("A call can't be transferred to the number that it came to, or to the customer.")]
    Circle,
    /// It is no number.
    #[error("Invalid phone format. Must be E.164: +countrycode+number")]
    InvalidNumber,
    /// The reason is too long.
    #[error("A reason has at most 200 characters.")]
    ReasonTooLong,
    /// There is no account, or it is stopped.
    #[error("The connected Twilio account does not work. Repair it under Settings, Integrations.")]
    NotConnected,
    /// The carrier does not do it.
    #[error("Twilio did not do this. The call goes on as it was.")]
    Refused,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Where the carrier asks about a line of a call, and where it reports on it.
pub trait LineLinks: Send + Sync {
    /// What a line does next.
    fn line(&self, call: &CallId, side: Side) -> String;
    /// The states of a line.
    fn status(&self, call: &CallId) -> String;
}

/// A transfer that a person wants.
#[derive(Debug, Clone)]
pub struct WantedTransfer {
    /// How.
    pub kind: TransferKind,
    /// To a person of the team.
    pub user: Option<UserId>,
    /// To a phone, in E.164 or as dialled in the tenant's country.
    pub phone: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who wants it.
    pub by: UserId,
}

async fn callee(ports: &Ports, tenant: &TenantId, wanted: &WantedTransfer) -> Result<Callee, SteerError> {
    match (&wanted.user, &wanted.phone) {
        (Some(user), None) => {
            let people = ports.accounts.users(tenant).await?;
            let is_known = people.iter().any(|person| person.id == *user);
            is_known.then(|| Callee { way: Way::Transfer, ..Callee::browser(user) }).ok_or(SteerError::UnknownPerson)
        }
        (None, Some(phone)) => {
            let settings = ports.settings.settings(tenant).await?.ok_or(SteerError::NotFound)?;
            let phone = number(phone, &settings.default_country).map_err(|_| SteerError::InvalidNumber)?;
            Ok(Callee { way: Way::Transfer, user_id: None, phone: Some(phone) })
        }
        _ => Err(SteerError::Nobody),
    }
}

/// A call that a person steers.
pub struct Steering<'a> {
    ports: &'a Ports,
    tenant: &'a TenantId,
    id: &'a CallId,
    links: &'a dyn LineLinks,
    call: Call,
    account: CarrierAccount,
}

impl<'a> Steering<'a> {
    /// A call of a tenant whose account at the carrier works.
    ///
    /// # Errors
    /// [`SteerError::NotFound`] or [`SteerError::NotConnected`].
    pub async fn of(
        ports: &'a Ports,
        tenant: &'a TenantId,
        id: &'a CallId,
        links: &'a dyn LineLinks,
    ) -> Result<Self, SteerError> {
        let call = ports.calls.call_record(tenant, id).await?.ok_or(SteerError::NotFound)?.call;
        let (_, account) = working_account(ports, tenant).await?.ok_or(SteerError::NotConnected)?;
        Ok(Self { ports, tenant, id, links, call, account })
    }

    /// Puts the customer on hold, or takes them off it. What is so already stays so.
    ///
    /// # Errors
    /// [`SteerError`]; then the call goes on as it was.
    pub async fn hold(&self, is_on: bool) -> Result<Call, SteerError> {
        let now = self.ports.clock.now();
        self.steer(|call| if is_on { call.hold(now) } else { call.resume() }).await
    }

    /// Passes a call on.
    ///
    /// # Errors
    /// [`SteerError`]; then the call goes on as it was. A warm transfer that the carrier does not ring leaves the customer
    /// on hold.
    pub async fn transfer(&self, wanted: &WantedTransfer) -> Result<Call, SteerError> {
        let now = self.ports.clock.now();
        let reason = wanted.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        if reason.is_some_and(|reason| reason.chars().count() > REASON_MAX_CHARACTERS) {
            return Err(SteerError::ReasonTooLong);
        }
        let to = callee(self.ports, self.tenant, wanted).await?;
        let ends = [&self.call.our_number, &self.call.their_address];
        if to.phone.as_ref().is_some_and(|phone| ends.contains(&phone)) {
            return Err(SteerError::Circle);
        }
        let transfer = |call: &Call| Transfer {
            id: call.next_transfer(),
            kind: wanted.kind,
            to: to.clone(),
            reason: reason.map(str::to_owned),
            by: wanted.by.clone(),
            at: now,
            state: TransferState::Ringing,
            ended_at: None,
            sid: None,
        };
        let call = self.steer(|call| call.transfer(transfer(call))).await?;
        if wanted.kind == TransferKind::Warm { self.ring(&call).await } else { Ok(call) }
    }

    /// Leaves the customer to the person that a warm transfer leads to.
    ///
    /// # Errors
    /// [`SteerError`].
    pub async fn complete_transfer(&self) -> Result<Call, SteerError> {
        let now = self.ports.clock.now();
        self.steer(|call| call.complete_transfer(now)).await
    }

    /// Takes a warm transfer back; the customer stays on hold.
    ///
    /// # Errors
    /// [`SteerError`].
    pub async fn take_back(&self) -> Result<Call, SteerError> {
        let now = self.ports.clock.now();
        self.steer(|call| call.take_back(now)).await
    }

    /// Ends the call for everybody.
    ///
    /// # Errors
    /// [`SteerError`].
    pub async fn end(&self) -> Result<Call, SteerError> {
        self.steer(|call| call.end()).await
    }

    async fn change(&self, change: impl Fn(&mut CallRecord) + Send + Sync) -> Result<Call, SteerError> {
        change_call(self.ports, self.tenant, self.id, change).await?.ok_or(SteerError::NotFound)
    }

    /// Stores what is wanted and moves the lines.
    async fn steer(
        &self,
        change: impl Fn(&mut Call) -> Result<Moves, LineError> + Send + Sync,
    ) -> Result<Call, SteerError> {
        let changed = change_and_tell(self.ports, self.tenant, self.id, |record| {
            let before = record.call.clone();
            let moves = change(&mut record.call);
            if moves.is_err() {
                record.call = before.clone();
            }
            (before, moves)
        });
        let (call, (before, moves)) = changed.await?.ok_or(SteerError::NotFound)?;
        let moves = moves?;
        let mut has_moved = false;
        for (sid, side) in &moves.redirected {
            match self.redirect(sid, *side).await {
                Ok(()) => has_moved = true,
                // The first line is the one that matters; the others follow it by themselves or are gone.
                Err(failure) if has_moved => {
                    tracing::warn!(tenant.id = %self.tenant, call.id = %self.id, %failure, "a line of a call was not moved");
                }
                Err(failure) => return Err(self.undo(&before, &call, &failure).await?),
            }
        }
        for sid in &moves.ended {
            if let Err(failure) = self.ports.telephony.end_call(&self.account, sid).await {
                tracing::warn!(tenant.id = %self.tenant, call.id = %self.id, %failure, "a line of a call was not ended");
                return Err(refused(&failure));
            }
        }
        Ok(call)
    }

    /// A redirection that is made twice comes to the same, so a lost answer is no reason not to ask again. After that only
    /// a plain no counts: what was moved must not be taken back.
    async fn redirect(&self, sid: &str, side: Side) -> CarrierResult<()> {
        let url = self.links.line(self.id, side);
        match self.ports.telephony.redirect_call(&self.account, sid, &url).await {
            Err(CarrierFailure::Ambiguous { reason }) => {
                tracing::warn!(tenant.id = %self.tenant, call.id = %self.id, reason, "a line may have been moved; it is moved again");
                let again = self.ports.telephony.redirect_call(&self.account, sid, &url).await;
                let is_no = matches!(again, Err(CarrierFailure::NotFound | CarrierFailure::Refused { .. }));
                if is_no { again } else { Ok(()) }
            }
            moved => moved,
        }
    }

    /// The carrier moved nothing: the call is again as it was.
    async fn undo(&self, before: &Call, after: &Call, failure: &CarrierFailure) -> Result<SteerError, SteerError> {
        tracing::warn!(tenant.id = %self.tenant, call.id = %self.id, %failure, "a call was not moved");
        self.change(|record| record.call.move_back(before, after)).await?;
        Ok(refused(failure))
    }

    /// Rings the person that a warm transfer leads to.
    async fn ring(&self, call: &Call) -> Result<Call, SteerError> {
        let Some(transfer) = call.transfer_under_way() else { return Ok(call.clone()) };
        let to = match &transfer.to.phone {
            Some(phone) => phone.as_str().to_owned(),
            None => format!("{}?callId={}", transfer.to.on_carrier_api(self.tenant), self.id),
        };
        let dial = CarrierDial {
            to,
            from: call.our_number.as_str().to_owned(),
            document_url: self.links.line(self.id, Side::Team(transfer.id)),
            status_url: self.links.status(self.id),
            ring_seconds: TRANSFER_SECONDS,
        };
        let now = self.ports.clock.now();
        let id = transfer.id;
        match self.ports.telephony.start_call(&self.account, &dial).await {
            Ok(sid) => {
                self.ports.calls.bind_call_sid(self.tenant, self.id, &sid).await?;
                self.change(|record| {
                    let transfer = record.call.transfers.iter_mut().find(|transfer| transfer.id == id);
                    if let Some(transfer) = transfer {
                        transfer.sid = Some(sid.clone());
                    }
                })
                .await
            }
            Err(CarrierFailure::Ambiguous { reason }) => {
                tracing::warn!(tenant.id = %self.tenant, call.id = %self.id, reason, "nobody knows whether the carrier rings");
                Ok(call.clone())
            }
            Err(failure) => {
                tracing::warn!(tenant.id = %self.tenant, call.id = %self.id, %failure, "carrier does not ring");
                self.change(|record| record.call.end_transfer(TransferState::Failed, now)).await?;
                Err(refused(&failure))
            }
        }
    }
}

fn refused(failure: &CarrierFailure) -> SteerError {
    match failure {
        CarrierFailure::Unauthorized | CarrierFailure::NotActive => SteerError::NotConnected,
        _ => SteerError::Refused,
    }
}
