import { newPassword, z } from "@/forms/schema";

export const passwordChange = z
  .object({ current: z.string().min(1, "Write the password you use now"), password: newPassword })
  .refine(({ current, password }) => current !== password, {
    path: ["password"],
    message: "Choose another one than you use now",
  });

export type PasswordChange = z.infer<typeof passwordChange>;
