import { e164Of } from "@/format/e164";
import { z } from "@/forms/schema";

export const PHONE_WANTED = "Write a phone number, such as (201) 555-0123";

/** A number as people write one. */
export const phoneText = z
  .string()
  .trim()
  .refine((text) => e164Of(text) !== null, PHONE_WANTED);
