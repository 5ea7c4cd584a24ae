//! Who writes, and what.

/// The customer with a number.
pub(super) fn customer(number: usize) -> String {
    let (area, rest) = (["+1415555", "+1201555"][number / 10_000 % 2], number % 10_000);
    format!("{area}{rest:04}")
}

/// The text with a number: ten words, one of them its own.
pub(super) fn text(number: usize) -> String {
    const DAYS: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
    const WISHES: [&str; 4] =
        ["move my appointment to", "bring the children on", "pick up glasses on", "see the doctor on"];
    let (day, wish) = (DAYS[number % DAYS.len()], WISHES[number % WISHES.len()]);
    format!("Hello, may I {wish} {day} afternoon? Thanks, {}", own_word(number))
}

/// A word that only the text with this number has, and whose beginning few share.
pub(super) fn own_word(number: usize) -> String {
    let letter = |place: u32| char::from(b"bcdfghjklmnpqrstvwxz"[number * 7919 / 20usize.pow(place) % 20]);
    format!("{}{number}", (0..4).map(letter).collect::<String>())
}
