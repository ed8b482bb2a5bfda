using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Mesh.Core.Model;

namespace Mesh.Sandbox.Registry;

/// <summary>Gives out content: whole, a range of it, or for HEAD only what is to be said about it.</summary>
internal static class Bytes
{
    public static HttpResponseMessage Answer(RegistryCall call, byte[] content, string type, Digest digest, bool ranges = false)
    {
        var (from, to) = (0, content.Length - 1);
        var partial = false;
        if (ranges && call.Request.Headers.NonValidated.Contains("Range"))
        {
            // Several ranges at once are answered with the whole, which a server may do.
            if (call.Request.Headers.Range is not { Unit: "bytes", Ranges: { Count: > 0 } asked } || (asked.Count == 1 && !Fits(asked.First(), content.Length, out from, out to)))
            {
                var refused = new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable) { Content = new StringContent("invalid range: failed to overlap\n") };
                refused.Content.Headers.ContentRange = new ContentRangeHeaderValue(content.Length);
                return refused;
            }

            partial = asked.Count == 1;
        }

        var response = new HttpResponseMessage(partial ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
        {
            Content = call.Method == "HEAD" ? new ByteArrayContent([]) : new ByteArrayContent(content, from, to - from + 1),
        };
        var headers = response.Content.Headers;
        headers.TryAddWithoutValidation("Content-Type", type);
        headers.TryAddWithoutValidation("Content-Length", (to - from + 1).ToString(CultureInfo.InvariantCulture));
        headers.ContentRange = partial ? new ContentRangeHeaderValue(from, to, content.Length) : null;
        response.Headers.ETag = new EntityTagHeaderValue($"\"{digest}\"");
        response.Headers.Add("Docker-Content-Digest", digest.ToString());
        if (ranges)
        {
            response.Headers.AcceptRanges.Add("bytes");
        }

        return response;
    }

    private static bool Fits(RangeItemHeaderValue asked, int length, out int from, out int to)
    {
        from = (int)Math.Min(asked.From ?? Math.Max(0, length - asked.To!.Value), length);
        to = (int)(asked.From is null ? length - 1 : Math.Min(asked.To ?? long.MaxValue, length - 1));
        return from < length;
    }
}
