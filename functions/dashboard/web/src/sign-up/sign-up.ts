import { email, filled, newPassword, z } from "@/forms/schema";

export const signUp = z
  .object({
    organization: filled("Write the name of your business"),
    name: filled("Write your name"),
    email,
    password: newPassword,
    timeZone: z.string().min(1),
    defaultCountry: z.string().length(2),
  })
  .refine(({ email, password }) => password.trim().toLowerCase() !== email.trim().toLowerCase(), {
    path: ["password"],
    message: "Choose something other than your email address",
  });

export type SignUp = z.infer<typeof signUp>;
