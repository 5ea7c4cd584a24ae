const NUMBER = /^\+[1-9]\d{6,14}$/;

/** How the hub names a contact: by the digits of the number, or by the bytes of a sender that is none. */
export function contactIdOf(address: string): string {
  if (NUMBER.test(address)) return `con_${address.slice(1)}`;
  const bytes = [...new TextEncoder().encode(address)];
  return `con_x${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
