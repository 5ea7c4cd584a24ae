/**
 * Customers that no other test has: numbers from +1 415 555 1000 to 9999, where no demo tenant has one.
 */

const FIRST = 1000;
const TOTAL = 9000;

let next = Math.floor(Math.random() * TOTAL);

/** A number that this run has not used; a start at random keeps runs on one hub apart too. */
export function newCustomer() {
  return `+1415555${FIRST + (next++ % TOTAL)}`;
}

/** `+14155550101` as the dashboard shows it to a tenant in the US. */
export const nationally = (number) => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3");

/** Words that appear nowhere else. */
export const unique = (words) => `${words} ${Math.random().toString(36).slice(2, 8)}`;

/** An address at which nobody else gets mail. */
export const newEmail = (name) => `${name}.${Math.random().toString(36).slice(2, 10)}@new.test`;
