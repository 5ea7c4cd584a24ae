import { z } from "@/forms/schema";

/** What may be a number as people write one. The hub decides whether it is. */
export const phoneText = z
  .string()
  .trim()
  .regex(/^[+\d][\d\s().-]{5,24}$|^\(\d[\d\s().-]{5,24}$/, "Write a phone number, such as (201) 555-0123");
