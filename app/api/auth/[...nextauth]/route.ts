import NextAuth from 'next-auth';
import type { NextRequest } from 'next/server';
import { problemOf } from '@/server/http/problem';
import { addressHeader, bodyBytesMax, comesFromUs } from '@/server/http/security';
import { shareWithNextAuth } from '@/server/platform/env';
import { Refusal } from '@/server/platform/refusal';
import { authOptions } from './options';

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth, except that what a verb refused is answered as everywhere else: a problem with its code. */
async function answer(request: NextRequest, context: Context): Promise<Response> {
  shareWithNextAuth();
  let error: unknown;
  const address = request.headers.get(addressHeader) ?? 'unknown';
  const options = authOptions(address, (thrown) => (error = thrown));
  const response = (await NextAuth(request, context, options)) as Response;
  return error ? problem(error) : response;
}

function problem(error: unknown): Response {
  const { problem: body, headers } = problemOf(error);
  return new Response(JSON.stringify(body), { status: body.status, headers });
}

export const GET = answer;

export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const header = (name: string) => request.headers.get(name) ?? undefined;
  if (!comesFromUs(header)) return problem(new Refusal('origin_not_allowed'));
  // A body without a stated length is none of a browser's forms.
  const length = Number(header('content-length') ?? Infinity);
  if (length > bodyBytesMax) return problem(new Refusal('body_too_large'));
  return answer(request, context);
}
