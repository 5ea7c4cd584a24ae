import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useForm, type FieldValues, type Path, type UseFormProps, type UseFormReturn } from "react-hook-form";
import { ApiProblem } from "@/api/problem";
import type { z } from "@/forms/schema";

type Options<Values extends FieldValues> = Omit<UseFormProps<Values>, "resolver">;

/** A form that its schema checks. */
export function useSchemaForm<Values extends FieldValues>(
  schema: z.ZodType<Values, Values>,
  options: Options<Values>,
): UseFormReturn<Values> {
  return useForm<Values>({ ...options, resolver: standardSchemaResolver(schema) });
}

/**
 * Puts the hub's refusal beside the field it is about: the one that it names, or the one that
 * `fields` gives for its code. False if it is about none.
 */
export function showAtField<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: unknown,
  sentence: string,
  fields: Record<string, Path<Values>> = {},
): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const named = typeof error.details["field"] === "string" ? error.details["field"].split(".") : [];
  // `replies.stop` may be the form's `stop`, and `voice.forwardTo` a part of its `voice`.
  const known = [named.at(-1), named[0]].find((name) => name !== undefined && name in form.getValues());
  const field = fields[error.code] ?? (known as Path<Values> | undefined);
  if (field === undefined) return false;
  form.setError(field, { type: "hub", message: sentence }, { shouldFocus: true });
  return true;
}
