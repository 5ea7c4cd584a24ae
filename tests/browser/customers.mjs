/**
 * Customers that no other test has. The numbers are the ones set aside for fiction, 555-0100 to
 * 555-0199 in each area code; one of them belongs to a tenant of the development hub.
 */

const AREAS = ["212", "303", "312", "404", "503", "602", "617", "702", "713", "808"];
const PER_AREA = 100;
const TOTAL = AREAS.length * PER_AREA;

let next = Math.floor(Math.random() * TOTAL);

/** A number that this run has not used; a start at random keeps runs on one hub apart too. */
export function newCustomer() {
  const turn = next++ % TOTAL;
  return `+1${AREAS[Math.floor(turn / PER_AREA)]}55501${String(turn % PER_AREA).padStart(2, "0")}`;
}

/** `+14155550101` as the dashboard shows it to a tenant in the US. */
export const nationally = (number) => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3");

/** Words that appear nowhere else. */
export const unique = (words) => `${words} ${Math.random().toString(36).slice(2, 8)}`;
