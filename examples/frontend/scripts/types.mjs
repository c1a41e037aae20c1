// The types of every contract's answers, made from the contracts themselves: `npm run types`.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const specs = new URL("../../../specs/", import.meta.url);
const generated = fileURLToPath(new URL("../src/api/generated/", import.meta.url));

await mkdir(generated, { recursive: true });
const names = (await readdir(specs)).filter((name) => name.endsWith(".yaml") && !name.includes(".schema."));
for (const name of names) {
  const types = astToString(await openapiTS(new URL(name, specs)));
  await writeFile(join(generated, `${basename(name, ".yaml")}.ts`), types);
}
console.log(`Types of ${names.length} contracts in src/api/generated.`);
