export const ROOT = "/understudy/api/v1";

async function answer(response) {
  if (response.status === 401) {
    location.assign(`/understudy/login?next=${encodeURIComponent(location.pathname)}`);
  }
  const json = await response.json();
  if (!response.ok) {
    throw new Error(json.remedy ? `${json.error}; ${json.remedy}` : json.error);
  }
  return json;
}

export async function get(path) {
  return answer(await fetch(ROOT + path, { headers: { Accept: "application/json" } }));
}

export async function post(path, fields) {
  return answer(
    await fetch(ROOT + path, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    }),
  );
}
