//! What every answer tells a browser, and that no other site may read one.

use hub_dev::template::{Template, TemplateRoute};
use reqwest::header::HeaderMap;
use serde_json::json;
use tests::TestHub;

/// What every answer says.
const ALWAYS: [(&str, &str); 5] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
];
/// What an answer for programs says, too.
const FOR_PROGRAMS: [(&str, &str); 2] =
    [("cache-control", "no-store"), ("content-security-policy", "default-src 'none'; frame-ancestors 'none'")];
const PAGE: &str = "dashboard-page";
const ELSEWHERE: &str = "https://elsewhere.test";

fn value<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// A path of the route that names nothing that exists.
fn path_of(route: &TemplateRoute) -> String {
    let parts = route.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn opens_to_others(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| name.as_str().starts_with("access-control-"))
}

/// Calls a URL from another site's page; the status and the headers.
async fn call(hub: &TestHub, method: &str, path: &str, token: Option<&str>) -> (u16, HeaderMap) {
    let request = hub.http().request(method.parse().expect("a method"), format!("{}{path}", hub.url()));
    let request = request.header("origin", ELSEWHERE).header("access-control-request-method", "POST");
    let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
    let reply = request.body("{}").send().await.expect("an answer");
    (reply.status().as_u16(), reply.headers().clone())
}

fn assert_strict(what: &str, headers: &HeaderMap, is_page: bool) {
    let wanted = ALWAYS.iter().chain(if is_page { &[][..] } else { &FOR_PROGRAMS });
    for (name, expected) in wanted {
        assert_eq!(value(headers, name), *expected, "{what}: {name}");
    }
    assert!(!opens_to_others(headers), "{what} lets another site read it: {headers:?}");
}

#[tokio::test]
async fn every_answer_is_closed_to_caches_frames_guesses_and_other_sites() {
    let hub = TestHub::start().await;
    let template = Template::load().expect("the template");
    let viewer = hub.acme().person("viewer").await;
    let mut seen = std::collections::BTreeSet::new();
    for route in &template.http {
        for token in [None, Some("forged"), viewer.token()] {
            let (status, headers) = call(&hub, &route.method, &path_of(route), token).await;
            let is_page = route.function == PAGE && status == 200;
            assert_strict(&format!("{} {} {status}", route.method, route.path), &headers, is_page);
            seen.insert(status);
        }
    }
    for status in [200, 400, 401, 403, 404] {
        assert!(seen.contains(&status), "the walk saw {seen:?}");
    }
    for (function, properties) in &template.functions {
        if properties["FunctionUrlConfig"].is_object() {
            let (status, headers) = call(&hub, "POST", &format!("/lambda-url/{function}/x"), None).await;
            assert_strict(&format!("the URL of {function} {status}"), &headers, false);
        }
    }
    // What an answer that was done says, by each kind of it: JSON, a file, a redirect, a document for the carrier.
    hub.acme().receives_sms("+14155550123", "Hello").await;
    let delivery = hub.acme().receives_sms("+14155550123", "STOP").await;
    assert_eq!(delivery.status, Some(200), "{delivery:?}");
    let owner = hub.acme().person("owner").await;
    let (status, headers) = call(&hub, "GET", "/api/audit/export", owner.token()).await;
    assert_strict(&format!("an export {status}"), &headers, false);
    hub.settles().await;
}

#[tokio::test]
async fn no_page_of_another_site_is_let_in() {
    let hub = TestHub::start().await;
    let template = Template::load().expect("the template");
    for route in &template.http {
        let (status, headers) = call(&hub, "OPTIONS", &path_of(route), None).await;
        assert!((400..500).contains(&status), "a preflight of {} is answered {status}", route.path);
        assert!(!opens_to_others(&headers), "a preflight of {}: {headers:?}", route.path);
    }
    for (id, resource) in template.resources().as_object().into_iter().flatten() {
        let properties = &resource["Properties"];
        let is_door = matches!(resource["Type"].as_str(), Some("AWS::Serverless::HttpApi" | "AWS::ApiGatewayV2::Api"));
        assert!(!is_door || properties["CorsConfiguration"].is_null(), "{id} lets other sites in");
        assert!(properties["FunctionUrlConfig"]["Cors"].is_null(), "{id} lets other sites in");
    }
}

#[tokio::test]
async fn the_page_runs_its_own_scripts_and_styles_alone() {
    let hub = TestHub::start().await;
    for path in ["/", "/inbox/open", "/shared/token", "/theme.js"] {
        let (status, headers) = call(&hub, "GET", path, None).await;
        assert_eq!(status, 200, "{path}");
        let policy = value(&headers, "content-security-policy");
        for part in
            ["default-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]
        {
            assert!(policy.split("; ").any(|given| given == part), "{path}: {part} in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        let permissions = value(&headers, "permissions-policy");
        assert!(permissions.contains("microphone=(self)") && permissions.contains("camera=()"), "{permissions}");
    }
    let reply = hub.nobody().post("/nowhere", json!({})).await;
    assert_eq!(reply.status(), "404 Not Found");
}
