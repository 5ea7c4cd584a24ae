import { z } from "zod";
import { PASSWORD_LENGTH } from "@/ui/password-strength";

// The content security policy allows no code made at run time, so zod must not try it.
z.config({ jitless: true });

export { z };

/** Text that has to be there; the spaces around it are not part of it. */
export const filled = (words: string, longest = 120) =>
  z.string().trim().min(1, words).max(longest, `At most ${longest} characters`);

export const email = z.string().trim().pipe(z.email("Write a full email address, such as name@example.com"));

export const newPassword = z
  .string()
  .refine((password) => [...password].length >= PASSWORD_LENGTH, `Use at least ${PASSWORD_LENGTH} characters`);

/** Empty, or what `inner` takes. */
export const optional = <Inner extends z.ZodType<string, string>>(inner: Inner) => z.literal("").or(inner);
