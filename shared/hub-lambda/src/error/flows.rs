//! What each flow's reasons are as answers: the one place that knows status codes.

use hub_core::audience::SheetError;
use hub_core::call::LineError;
use hub_core::flows::browser_phone::BrowserPhoneError;
use hub_core::flows::calls::VoicemailError;
use hub_core::flows::campaigns::CampaignError;
use hub_core::flows::consent::ConsentError;
use hub_core::flows::contacts::RenameError;
use hub_core::flows::credentials::ConnectError;
use hub_core::flows::erase_contact::EraseError;
use hub_core::flows::export_contact::ExportError;
use hub_core::flows::fetch_media::RetryError;
use hub_core::flows::follow_up::FollowUpError;
use hub_core::flows::initiate_call::InitiateError;
use hub_core::flows::invitations::InvitationError;
use hub_core::flows::notes::NoteError;
use hub_core::flows::numbers::NumberError;
use hub_core::flows::passwords::PasswordError;
use hub_core::flows::people::PeopleError;
use hub_core::flows::reconcile::AnywayError;
use hub_core::flows::schedule::ScheduleError;
use hub_core::flows::send_message::SendError;
use hub_core::flows::sessions::SignInError;
use hub_core::flows::settings::SettingsError;
use hub_core::flows::share_call::ShareError;
use hub_core::flows::show_media::ShowError;
use hub_core::flows::sign_up::SignUpError;
use hub_core::flows::steer_call::SteerError;
use hub_core::flows::templates::TemplateError;
use hub_core::flows::upload_media::AttachError;
use hub_core::ports::{PortError, PortErrorKind};
use hub_core::preflight::Refusal;
use hub_core::settings::FieldError;
use hub_core::whatsapp::TemplateUseError;

use super::ApiError;
use crate::http::bad_cursor;

impl From<PortError> for ApiError {
    fn from(error: PortError) -> Self {
        let answer = match error.kind {
            PortErrorKind::NotFound => Self::not_found(),
            PortErrorKind::Conflict => {
                Self::new(409, "conflict", "Somebody else changed this at the same time. Try again.")
            }
            PortErrorKind::Throttled | PortErrorKind::Unavailable | PortErrorKind::Ambiguous => {
                Self::new(503, "unavailable", "The hub can't do this right now. Try again.")
            }
            PortErrorKind::Rejected => Self::internal(&error),
        };
        answer.because(error)
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::OptedOut(_) => 403,
            Refusal::InvalidNumber | Refusal::Empty | Refusal::TooLong => 400,
            Refusal::UnverifiedSender | Refusal::WindowClosed | Refusal::TemplateRequired => 409,
            Refusal::QuietHours { .. } => 409,
            Refusal::RateLimited { .. } => 429,
        };
        let error = Self::new(status, refusal.code(), refusal.to_string());
        match refusal.until() {
            Some(until) => error.with("until", until),
            None => error,
        }
    }
}

impl From<EraseError> for ApiError {
    fn from(error: EraseError) -> Self {
        let message = error.to_string();
        match error {
            EraseError::NotFound => Self::not_found(),
            EraseError::NotConfirmed => Self::new(400, "not_confirmed", message).with("field", "confirm"),
            EraseError::Nothing => Self::new(409, "nothing_to_erase", message),
            EraseError::Port(error) => error.into(),
        }
    }
}

impl From<ExportError> for ApiError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::NotFound => Self::not_found(),
            ExportError::Port(error) => bad_cursor(error),
        }
    }
}

impl From<AnywayError> for ApiError {
    fn from(error: AnywayError) -> Self {
        match error {
            AnywayError::Refused(refusal) => refusal.into(),
            AnywayError::Port(error) => error.into(),
        }
    }
}

impl From<InitiateError> for ApiError {
    fn from(error: InitiateError) -> Self {
        let message = error.to_string();
        match error {
            InitiateError::InvalidNumber => Self::new(400, "invalid_number", message),
            InitiateError::NoNumber => Self::new(409, "no_voice_number", message),
            InitiateError::NotConnected => Self::new(409, "carrier_not_connected", message),
            InitiateError::Refused => Self::new(409, "call_refused", message),
            InitiateError::Port(error) => error.into(),
        }
    }
}

impl From<SteerError> for ApiError {
    fn from(error: SteerError) -> Self {
        let message = error.to_string();
        let conflict = |code| Self::new(409, code, message.clone());
        match error {
            SteerError::NotFound => Self::not_found(),
            SteerError::Line(LineError::Over) => conflict("call_over"),
            SteerError::Line(LineError::NotConnected) => conflict("not_connected_yet"),
            SteerError::Line(LineError::UnderWay) => conflict("transfer_under_way"),
            SteerError::Line(LineError::NoTransfer) => conflict("no_transfer"),
            SteerError::Line(LineError::TooMany) => conflict("too_many_transfers"),
            SteerError::NotConnected => conflict("carrier_not_connected"),
            SteerError::Refused => conflict("call_refused"),
            SteerError::InvalidNumber => Self::new(400, "invalid_number", message).with("field", "phone"),
            SteerError::Circle => Self::invalid(message).with("field", "phone"),
            SteerError::UnknownPerson => Self::invalid(message).with("field", "userId"),
            SteerError::ReasonTooLong => Self::invalid(message).with("field", "reason"),
            SteerError::Nobody => Self::invalid(message),
            SteerError::Port(error) => error.into(),
        }
    }
}

impl From<FollowUpError> for ApiError {
    fn from(error: FollowUpError) -> Self {
        let message = error.to_string();
        match error {
            FollowUpError::NotFound => Self::not_found(),
            FollowUpError::Length => Self::invalid(message).with("field", "message"),
            FollowUpError::Send(error) => error.into(),
            FollowUpError::Port(error) => error.into(),
        }
    }
}

impl From<BrowserPhoneError> for ApiError {
    fn from(error: BrowserPhoneError) -> Self {
        let message = error.to_string();
        match error {
            BrowserPhoneError::NotConnected => Self::new(409, "carrier_not_connected", message),
            BrowserPhoneError::NoKey => Self::new(409, "no_api_key", message),
            BrowserPhoneError::Port(error) => error.into(),
        }
    }
}

impl From<ShareError> for ApiError {
    fn from(error: ShareError) -> Self {
        let message = error.to_string();
        match error {
            ShareError::NotFound => Self::not_found(),
            ShareError::NothingToShare => Self::new(409, "nothing_to_share", message),
            ShareError::Field(error) => error.into(),
            ShareError::TooManyOpen => Self::new(409, "too_many_shares", message),
            ShareError::TooMany(wait) => Self::too_many_attempts(wait),
            ShareError::NotMailed(error) => Self::new(503, "mail_unavailable", message).because(error),
            ShareError::Ended => Self::new(410, "link_expired", message),
            ShareError::Port(error) => error.into(),
        }
    }
}

impl From<VoicemailError> for ApiError {
    fn from(error: VoicemailError) -> Self {
        match error {
            VoicemailError::NotFound => Self::not_found(),
            VoicemailError::Port(error) => error.into(),
        }
    }
}

impl From<RenameError> for ApiError {
    fn from(error: RenameError) -> Self {
        let message = error.to_string();
        match error {
            RenameError::NotFound => Self::not_found(),
            RenameError::TooLong => Self::invalid(message).with("field", "name"),
            RenameError::Port(error) => error.into(),
        }
    }
}

impl From<ConsentError> for ApiError {
    fn from(error: ConsentError) -> Self {
        let message = error.to_string();
        match error {
            ConsentError::NotFound => Self::not_found(),
            ConsentError::ReasonMissing => Self::new(400, "reason_missing", message).with("field", "reason"),
            ConsentError::ReasonTooLong => Self::invalid(message).with("field", "reason"),
            ConsentError::CustomerMustStart(ours) => {
                Self::new(409, "customer_must_start", message).with("ourNumber", ours)
            }
            ConsentError::Port(error) => error.into(),
        }
    }
}

impl From<SendError> for ApiError {
    fn from(error: SendError) -> Self {
        let (code, message) = (error.code(), error.to_string());
        match error {
            SendError::Recipient(_) | SendError::UnknownSender => Self::new(400, code, message),
            SendError::Refused(refusal) => refusal.into(),
            SendError::Attachment(error) => error.into(),
            SendError::Template(TemplateUseError::NotApproved | TemplateUseError::NoText) => {
                Self::new(409, code, message)
            }
            SendError::Template(_) => Self::new(400, code, message).with("field", "template"),
            SendError::KeyReused | SendError::Replied | SendError::NoLongerScheduled => Self::new(409, code, message),
            SendError::Port(error) => error.into(),
        }
    }
}

impl From<AttachError> for ApiError {
    fn from(error: AttachError) -> Self {
        let (message, code) = (error.to_string(), error.code());
        match error {
            AttachError::Port(error) => error.into(),
            AttachError::NotUploaded => Self::new(409, code, message),
            _ => Self::new(400, code, message),
        }
    }
}

impl From<RetryError> for ApiError {
    fn from(error: RetryError) -> Self {
        let message = error.to_string();
        match error {
            RetryError::NotFound => Self::not_found(),
            RetryError::NotFailed => Self::new(409, "media_not_failed", message),
            RetryError::Port(error) => error.into(),
        }
    }
}

impl From<ShowError> for ApiError {
    fn from(error: ShowError) -> Self {
        let message = error.to_string();
        match error {
            ShowError::NotFound => Self::not_found(),
            ShowError::NotReady => Self::new(409, "media_not_ready", message),
            ShowError::Port(error) => error.into(),
        }
    }
}

impl From<ScheduleError> for ApiError {
    fn from(error: ScheduleError) -> Self {
        let message = error.to_string();
        match error {
            ScheduleError::Send(error) => error.into(),
            ScheduleError::Time(error) => Self::new(400, error.code(), message).with("field", "sendAt"),
            ScheduleError::NotFound => Self::not_found(),
            ScheduleError::Newer(current) => Self::new(409, "conflict", message).with("current", current),
            ScheduleError::Over(current) => Self::new(409, "not_scheduled", message).with("current", current),
            ScheduleError::Port(error) => error.into(),
        }
    }
}

impl From<TemplateError> for ApiError {
    fn from(error: TemplateError) -> Self {
        let message = error.to_string();
        match error {
            TemplateError::Field(error) => error.into(),
            TemplateError::NameTaken => Self::new(409, "name_taken", message).with("field", "name"),
            TemplateError::Newer(current) => Self::new(409, "conflict", message).with("current", current),
            TemplateError::NotFound => Self::not_found(),
            TemplateError::Port(error) => error.into(),
        }
    }
}

impl From<NoteError> for ApiError {
    fn from(error: NoteError) -> Self {
        let message = error.to_string();
        match error {
            NoteError::Field(error) => error.into(),
            NoteError::NotFound => Self::not_found(),
            NoteError::NotYours => Self::new(403, "not_yours", message),
            NoteError::Port(error) => error.into(),
        }
    }
}

impl From<CampaignError> for ApiError {
    fn from(error: CampaignError) -> Self {
        let message = error.to_string();
        match error {
            CampaignError::Field(error) => error.into(),
            CampaignError::Send(error) => error.into(),
            CampaignError::Sheet(SheetError::NoNumbers(columns)) => {
                Self::new(400, "number_column_unknown", message).with("columns", columns)
            }
            CampaignError::Sheet(_) => Self::new(400, "file_unreadable", message),
            CampaignError::Time(error) => Self::new(400, error.code(), message).with("field", "startAt"),
            CampaignError::NotFound => Self::not_found(),
            CampaignError::NotNow(current) => Self::new(409, "campaign_state", message).with("current", current),
            CampaignError::NoRecipients => Self::new(409, "no_recipients", message),
            CampaignError::TooManyRows => Self::new(400, "too_many_rows", message),
            CampaignError::Port(error) => error.into(),
        }
    }
}

impl From<SignInError> for ApiError {
    fn from(error: SignInError) -> Self {
        let message = error.to_string();
        match error {
            SignInError::WrongCredentials => Self::new(401, "invalid_credentials", message),
            SignInError::TooMany(wait) => Self::too_many_attempts(wait),
            SignInError::SessionEnded => Self::new(401, "invalid_token", message),
            SignInError::Port(error) => error.into(),
        }
    }
}

impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        Self::invalid(error.sentence).with("field", error.field)
    }
}

impl From<PasswordError> for ApiError {
    fn from(error: PasswordError) -> Self {
        let message = error.to_string();
        match error {
            PasswordError::Weak(_) => Self::new(400, "weak_password", message),
            PasswordError::Wrong => Self::new(400, "wrong_password", message),
            PasswordError::LinkEnded => Self::new(400, "link_expired", message),
            PasswordError::TooMany(wait) => Self::too_many_attempts(wait),
            PasswordError::Gone => Self::invalid_token(),
            PasswordError::Port(error) => error.into(),
        }
    }
}

impl From<SignUpError> for ApiError {
    fn from(error: SignUpError) -> Self {
        let message = error.to_string();
        match error {
            SignUpError::Field(error) => error.into(),
            SignUpError::Password(error) => error.into(),
            SignUpError::EmailTaken => Self::new(409, "email_taken", message),
            SignUpError::TooMany(wait) => Self::too_many_attempts(wait),
            SignUpError::Port(error) => error.into(),
        }
    }
}

impl From<InvitationError> for ApiError {
    fn from(error: InvitationError) -> Self {
        let message = error.to_string();
        match error {
            InvitationError::Field(error) => error.into(),
            InvitationError::Password(error) => error.into(),
            InvitationError::EmailTaken => Self::new(409, "email_taken", message),
            InvitationError::LinkEnded => Self::new(400, "link_expired", message),
            InvitationError::TooManyOpen => Self::new(409, "too_many_invitations", message),
            InvitationError::NotMailed(error) => Self::new(503, "mail_unavailable", message).because(error),
            InvitationError::Port(error) => error.into(),
        }
    }
}

impl From<PeopleError> for ApiError {
    fn from(error: PeopleError) -> Self {
        let message = error.to_string();
        match error {
            PeopleError::NotFound => Self::not_found(),
            PeopleError::LastOwner => Self::new(409, "last_owner", message),
            PeopleError::Field(error) => error.into(),
            PeopleError::Port(error) => error.into(),
        }
    }
}

impl From<SettingsError> for ApiError {
    fn from(error: SettingsError) -> Self {
        let message = error.to_string();
        match error {
            SettingsError::Field(error) => error.into(),
            SettingsError::Newer(settings) => Self::new(409, "conflict", message).with("current", settings),
            SettingsError::NotFound => Self::not_found(),
            SettingsError::Port(error) => error.into(),
        }
    }
}

impl From<ConnectError> for ApiError {
    fn from(error: ConnectError) -> Self {
        let message = error.to_string();
        match error {
            ConnectError::Malformed(_) => Self::invalid(message),
            ConnectError::WrongCredentials | ConnectError::WrongApiKey => Self::new(400, "wrong_credentials", message),
            ConnectError::NotActive => Self::new(400, "account_suspended", message),
            ConnectError::NumbersInUse => Self::new(409, "numbers_in_use", message),
            ConnectError::AlreadyConnected => Self::new(409, "already_connected", message),
            ConnectError::Stopped => Self::new(409, "carrier_stopped", message),
            ConnectError::NotConnected => Self::new(409, "carrier_not_connected", message),
            ConnectError::Unavailable(reason) => Self::new(503, "carrier_unavailable", message).because(reason),
            ConnectError::Port(error) => error.into(),
        }
    }
}

impl From<NumberError> for ApiError {
    fn from(error: NumberError) -> Self {
        let message = error.to_string();
        match error {
            NumberError::NotFound => Self::not_found(),
            NumberError::NotANumber => Self::new(400, "invalid_number", message),
            NumberError::Field(error) => error.into(),
            NumberError::NotConnected => Self::new(409, "carrier_not_connected", message),
            NumberError::Taken => Self::new(409, "number_taken", message),
            // The carrier's wording stays in the log; its code leads to its own page about it.
            NumberError::Refused { code, reason } => Self::new(
                402,
                "carrier_refused",
                format!("Twilio refused this (error {code}). See the Twilio console."),
            )
            .because(reason),
            NumberError::Unauthorized => Self::new(409, "carrier_stopped", message),
            NumberError::Unavailable(reason) => Self::new(503, "carrier_unavailable", message).because(reason),
            NumberError::Uncertain(reason) => Self::new(503, "carrier_answer_lost", message).because(reason),
            NumberError::NotConfirmed => Self::new(400, "confirmation_needed", message),
            NumberError::Newer(number) => Self::new(409, "conflict", message).with("current", number),
            NumberError::Port(error) => error.into(),
        }
    }
}
