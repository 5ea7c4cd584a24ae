"""The hub's own cfn-lint rules; `cfn-lint template.yaml infra/alarms.yaml -a infra/lint/rules` loads every file here."""
