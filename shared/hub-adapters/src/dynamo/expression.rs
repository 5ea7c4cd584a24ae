//! Update expressions without reserved words or typos in placeholders.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Delete, Put, TransactWriteItem, Update};

use super::keys::Key;

/// An item as the SDK knows it.
pub type Item = HashMap<String, AttributeValue>;

/// A text attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// The key as the SDK wants it.
pub fn key_item(key: &Key) -> Item {
    HashMap::from([("pk".to_owned(), text(&key.pk)), ("sk".to_owned(), text(&key.sk))])
}

/// A text attribute of an item.
pub fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// A number attribute of an item.
pub fn number_of<T: std::str::FromStr>(item: &Item, name: &str) -> Option<T> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// Collects what an update sets, adds, removes and requires.
#[derive(Debug, Default)]
pub struct Change {
    sets: Vec<String>,
    adds: Vec<String>,
    removes: Vec<String>,
    conditions: Vec<String>,
    /// Placeholder -> attribute name.
    pub names: HashMap<String, String>,
    /// Placeholder -> value.
    pub values: Item,
}

impl Change {
    /// A change of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The placeholder of an attribute's name.
    pub fn name(&mut self, name: &str) -> String {
        let placeholder = format!("#{name}");
        self.names.insert(placeholder.clone(), name.to_owned());
        placeholder
    }

    /// The placeholder of a value.
    pub fn value(&mut self, value: AttributeValue) -> String {
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.clone(), value);
        placeholder
    }

    /// Sets an attribute.
    pub fn set(mut self, name: &str, value: AttributeValue) -> Self {
        let (name, value) = (self.name(name), self.value(value));
        self.sets.push(format!("{name} = {value}"));
        self
    }

    /// Sets a member of a map that is there.
    pub fn set_inside(mut self, name: &str, member: &str, value: AttributeValue) -> Self {
        let (name, member, value) = (self.name(name), self.name(member), self.value(value));
        self.sets.push(format!("{name}.{member} = {value}"));
        self
    }

    /// Whether the change names an attribute already.
    pub fn sets(&self, name: &str) -> bool {
        self.names.contains_key(&format!("#{name}"))
    }

    /// Sets an attribute that has no value yet.
    pub fn set_once(mut self, name: &str, value: AttributeValue) -> Self {
        let (name, value) = (self.name(name), self.value(value));
        self.sets.push(format!("{name} = if_not_exists({name}, {value})"));
        self
    }

    /// Sets an attribute if there is a value for it.
    pub fn set_some(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.set(name, text(value)),
            None => self,
        }
    }

    /// Adds to a number.
    pub fn add(mut self, name: &str, by: i64) -> Self {
        let (name, by) = (self.name(name), self.value(number(by)));
        self.adds.push(format!("{name} {by}"));
        self
    }

    /// Adds to a set.
    pub fn add_to_set(mut self, name: &str, members: AttributeValue) -> Self {
        let (name, members) = (self.name(name), self.value(members));
        self.adds.push(format!("{name} {members}"));
        self
    }

    /// Removes attributes.
    pub fn remove(mut self, names: &[&str]) -> Self {
        for name in names {
            let name = self.name(name);
            self.removes.push(name);
        }
        self
    }

    /// Requires `name <operator> value`.
    pub fn when(mut self, name: &str, operator: &str, value: AttributeValue) -> Self {
        let (name, value) = (self.name(name), self.value(value));
        self.conditions.push(format!("{name} {operator} {value}"));
        self
    }

    /// Requires that an attribute exists.
    pub fn when_exists(mut self, name: &str) -> Self {
        let name = self.name(name);
        self.conditions.push(format!("attribute_exists({name})"));
        self
    }

    /// Requires that an attribute does not exist.
    pub fn when_absent(mut self, name: &str) -> Self {
        let name = self.name(name);
        self.conditions.push(format!("attribute_not_exists({name})"));
        self
    }

    /// Requires that an attribute does not exist or that `name <operator> value`.
    pub fn when_absent_or(mut self, name: &str, operator: &str, value: AttributeValue) -> Self {
        let (name, value) = (self.name(name), self.value(value));
        self.conditions.push(format!("(attribute_not_exists({name}) OR {name} {operator} {value})"));
        self
    }

    /// Requires that the first of these attributes does not exist or that one comparison holds.
    pub fn when_absent_or_one_of(mut self, comparisons: &[(&str, &str, AttributeValue)]) -> Self {
        let mut ways: Vec<String> = Vec::new();
        for (name, operator, value) in comparisons {
            let (name, value) = (self.name(name), self.value(value.clone()));
            if ways.is_empty() {
                ways.push(format!("attribute_not_exists({name})"));
            }
            ways.push(format!("{name} {operator} {value}"));
        }
        self.conditions.push(format!("({})", ways.join(" OR ")));
        self
    }

    /// Requires that a member of a map has a value.
    pub fn when_inside(mut self, name: &str, member: &str, value: AttributeValue) -> Self {
        let (name, member, value) = (self.name(name), self.name(member), self.value(value));
        self.conditions.push(format!("{name}.{member} = {value}"));
        self
    }

    /// Requires that a member of a map does not exist or that `member <operator> value`.
    pub fn when_inside_absent_or(mut self, name: &str, member: &str, operator: &str, value: AttributeValue) -> Self {
        let (name, member, value) = (self.name(name), self.name(member), self.value(value));
        let path = format!("{name}.{member}");
        self.conditions.push(format!("(attribute_not_exists({path}) OR {path} {operator} {value})"));
        self
    }

    /// The condition expression, if something is required.
    pub fn condition(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "))
    }

    /// The update expression.
    pub fn expression(&self) -> String {
        let mut clauses = Vec::new();
        for (verb, parts) in [("SET", &self.sets), ("ADD", &self.adds), ("REMOVE", &self.removes)] {
            if !parts.is_empty() {
                clauses.push(format!("{verb} {}", parts.join(", ")));
            }
        }
        clauses.join(" ")
    }

    /// The values, or `None` where there are none, as the service refuses an empty map.
    pub fn values_or_none(&self) -> Option<Item> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }

    /// This change as part of a transaction.
    pub fn in_transaction(self, table: &str, key: &Key) -> Result<TransactWriteItem, BuildError> {
        let update = Update::builder()
            .table_name(table)
            .set_key(Some(key_item(key)))
            .update_expression(self.expression())
            .set_condition_expression(self.condition())
            .set_expression_attribute_values(self.values_or_none())
            .set_expression_attribute_names(Some(self.names))
            .build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// The names, or `None` where there are none, as the service refuses an empty map.
    pub fn names_or_none(&self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.clone())
    }

    /// A put of a whole item, as part of a transaction, where what this change requires holds.
    pub fn put_in_transaction(self, table: &str, item: Item) -> Result<TransactWriteItem, BuildError> {
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(item))
            .set_condition_expression(self.condition())
            .set_expression_attribute_values(self.values_or_none())
            .set_expression_attribute_names(self.names_or_none())
            .build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// A removal of an item, as part of a transaction, where what this change requires holds.
    pub fn delete_in_transaction(self, table: &str, key: &Key) -> Result<TransactWriteItem, BuildError> {
        let delete = Delete::builder()
            .table_name(table)
            .set_key(Some(key_item(key)))
            .set_condition_expression(self.condition())
            .set_expression_attribute_values(self.values_or_none())
            .set_expression_attribute_names(self.names_or_none())
            .build()?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// What this change requires of an item that the transaction leaves as it is.
    pub fn check_in_transaction(self, table: &str, key: &Key) -> Result<TransactWriteItem, BuildError> {
        let check = ConditionCheck::builder()
            .table_name(table)
            .set_key(Some(key_item(key)))
            .set_condition_expression(self.condition())
            .set_expression_attribute_values(self.values_or_none())
            .set_expression_attribute_names(self.names_or_none())
            .build()?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }
}

/// A put of a new item as part of a transaction: the whole fails if the item exists.
pub fn create_in_transaction(table: &str, item: Item) -> Result<TransactWriteItem, BuildError> {
    Change::new().when_absent("pk").put_in_transaction(table, item)
}
