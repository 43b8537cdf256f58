/** Creates and drops databases on the Postgres of the tests. */
import pg from 'pg';

/** Answers the URL of the new database, a copy of `template`, to which nobody may be connected. */
export async function createDatabase(adminUrl: string, name: string, template = 'template0'): Promise<string> {
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
}

export const dropDatabase = (adminUrl: string, name: string): Promise<void> =>
  asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
