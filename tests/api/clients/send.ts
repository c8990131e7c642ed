// Sends a sheet and reads what became of it, with the client that openapi-typescript makes of the description.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };
const [address, token] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });
const sheet = new File(["Nombres;Apellidos\nZuleima;Chirinos\n"], "brigada.csv", { type: "text/csv" });

const { data, error } = await client.POST("/api/v1/imports/", {
  params: { header: { "Idempotency-Key": "typescript" } },
  body: { file: sheet as unknown as string },
  bodySerializer(body) {
    const form = new FormData();
    form.append("file", body.file as unknown as File);
    return form;
  },
});
if (!data) throw new Error(JSON.stringify(error));
const read = await client.GET("/api/v1/imports/{import_id}/", { params: { path: { import_id: data.id } } });
console.log(`sent ${read.data?.name}`);
