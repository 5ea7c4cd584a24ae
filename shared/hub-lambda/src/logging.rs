//! Lines of the log: one JSON object each, as short as it can be, with the id of the request that caused it.

use std::fmt::{Debug, Result as Written};

use hub_core::correlation;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::registry::LookupSpan;

/// Writes every event of a level, such as `info`, to a writer.
pub fn subscriber<W>(level: &str, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt().event_format(Lines).with_writer(writer);
    lines.with_env_filter(EnvFilter::new(level)).finish()
}

/// The level, the id, the message and the fields; `CloudWatch` itself adds the time.
struct Lines;

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> Written {
        let mut line = Line(Map::new());
        line.0.insert("level".to_owned(), event.metadata().level().as_str().into());
        line.0.extend(correlation::current().map(|id| ("correlation_id".to_owned(), id.into())));
        event.record(&mut line);
        line.0.insert("target".to_owned(), event.metadata().target().into());
        writeln!(writer, "{}", Value::Object(line.0))
    }
}

struct Line(Map<String, Value>);

impl Line {
    fn add(&mut self, field: &Field, value: Value) {
        self.0.insert(field.name().to_owned(), value);
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field, format!("{value:?}").into());
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, value.into());
    }
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, json!(value));
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("not poisoned").extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_line_has_the_id_of_its_request_and_its_fields() {
        let kept = Kept::default();
        let writer = kept.clone();
        let guard = tracing::subscriber::set_default(subscriber("info", move || writer.clone()));
        tracing::warn!(route = "messages-send", status = 403, tenant.id = %"ten_1", "request refused");
        correlation::scope("JKJaXmPLvHcESHA".to_owned(), async { tracing::info!(done = true, "over") }).await;
        tracing::debug!("nobody reads this");
        drop(guard);
        let text = String::from_utf8(kept.0.lock().expect("not poisoned").clone()).expect("text");
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let target = "hub_lambda::logging::tests";
        assert_eq!(
            lines,
            [
                json!({ "level": "WARN", "message": "request refused", "route": "messages-send", "status": 403, "tenant.id": "ten_1", "target": target }),
                json!({ "level": "INFO", "correlation_id": "JKJaXmPLvHcESHA", "message": "over", "done": true, "target": target }),
            ]
        );
    }
}
