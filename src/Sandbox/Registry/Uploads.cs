using System.Globalization;
using System.Net;
using Mesh.Core.Model;

namespace Mesh.Sandbox.Registry;

/// <summary>Uploads of blobs: begun, continued in chunks, finished with the digest, given up; or mounted from another repository instead.</summary>
internal static class Uploads
{
    public static HttpResponseMessage Answer(InMemoryRegistry registry, RegistryCall call)
    {
        if (call.Method == "POST" && call.Reference.Length == 0)
        {
            return Mounted(registry, call) ?? Begin(registry, call);
        }

        if (!registry.Uploads.TryGetValue(call.Reference, out var upload) || upload.Repository != call.Repository)
        {
            throw RegistryError.UploadUnknown();
        }

        // The address says how far the upload has come: one that was used before belongs to a past that is over.
        if (call.Query["_state"] != State(upload) && call.Method != "DELETE")
        {
            throw RegistryError.UploadInvalid();
        }

        return call.Method switch
        {
            "GET" => Said(HttpStatusCode.NoContent, call, call.Reference, upload),
            "PATCH" => Continue(call, upload),
            "PUT" => Finish(registry, call, upload),
            "DELETE" => GiveUp(registry, call),
            _ => throw RegistryError.Unsupported(),
        };
    }

    private static HttpResponseMessage? Mounted(InMemoryRegistry registry, RegistryCall call)
    {
        if (call.Query["mount"] is not { } wanted || call.Query["from"] is not { } from)
        {
            return null;
        }

        if (!Digest.TryParse(wanted, out var digest) || registry.Find(from)?.Blobs.Contains(digest) != true)
        {
            return null;
        }

        registry.Ensure(call.Repository).Blobs.Add(digest);
        return Created(call, digest);
    }

    private static HttpResponseMessage Begin(InMemoryRegistry registry, RegistryCall call)
    {
        var upload = new Upload(call.Repository);
        var id = Guid.NewGuid().ToString();
        registry.Uploads[id] = upload;
        return Said(HttpStatusCode.Accepted, call, id, upload);
    }

    private static HttpResponseMessage Continue(RegistryCall call, Upload upload)
    {
        // Without "bytes" in front: the distribution API writes it so, and no header of the framework.
        if (call.Request.Content?.Headers.NonValidated.TryGetValues("Content-Range", out var range) == true
            && range.ToString() != string.Create(CultureInfo.InvariantCulture, $"{upload.Content.Length}-{upload.Content.Length + call.Body.Length - 1}"))
        {
            return Said(HttpStatusCode.RequestedRangeNotSatisfiable, call, call.Reference, upload);
        }

        upload.Content.Write(call.Body);
        return Said(HttpStatusCode.Accepted, call, call.Reference, upload);
    }

    private static HttpResponseMessage Finish(InMemoryRegistry registry, RegistryCall call, Upload upload)
    {
        if (!Digest.TryParse(call.Query["digest"], out var digest))
        {
            throw RegistryError.DigestInvalid(call.Query["digest"] is null ? "digest missing" : "digest parsing failed");
        }

        byte[] content = [.. upload.Content.ToArray(), .. call.Body];
        if (!digest.Matches(content))
        {
            throw RegistryError.DigestInvalid($"{digest} is not {Digest.Of(content)}");
        }

        registry.Uploads.Remove(call.Reference);
        registry.Keep(registry.Ensure(call.Repository), digest, content);
        return Created(call, digest);
    }

    private static HttpResponseMessage GiveUp(InMemoryRegistry registry, RegistryCall call)
    {
        registry.Uploads.Remove(call.Reference);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private static HttpResponseMessage Said(HttpStatusCode status, RegistryCall call, string id, Upload upload)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
        response.Headers.Location = call.At($"/v2/{call.Repository}/blobs/uploads/{id}?_state={State(upload)}");
        response.Headers.Add("Docker-Upload-Uuid", id);
        response.Headers.TryAddWithoutValidation("Range", string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, upload.Content.Length - 1)}"));
        return response;
    }

    private static string State(Upload upload) => upload.Content.Length.ToString("x", CultureInfo.InvariantCulture);

    private static HttpResponseMessage Created(RegistryCall call, Digest digest)
    {
        var created = new HttpResponseMessage(HttpStatusCode.Created) { Content = new ByteArrayContent([]) };
        created.Headers.Location = call.At($"/v2/{call.Repository}/blobs/{digest}");
        created.Headers.Add("Docker-Content-Digest", digest.ToString());
        return created;
    }
}
