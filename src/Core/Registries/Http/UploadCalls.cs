using System.Net;
using System.Net.Http.Headers;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Network;
using Mesh.Core.Registries.Manifests;
using Polly;
using Polly.Retry;

namespace Mesh.Core.Registries.Http;

/// <summary>Gives blobs to one registry. Source: OCI distribution specification, pushing blobs.</summary>
internal sealed class UploadCalls
{
    private const int MostAttempts = 6;
    private static readonly TimeSpan Commit = TimeSpan.FromMinutes(5);

    private readonly RegistryDoor door;
    private readonly BlobCalls blobs;
    private readonly ResiliencePipeline pipeline;

    public UploadCalls(RegistryDoor door, BlobCalls blobs)
    {
        (this.door, this.blobs) = (door, blobs);
        pipeline = new ResiliencePipelineBuilder { TimeProvider = door.Time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MostAttempts - 1,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(2),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is UploadBrokenException),
            })
            .Build();
    }

    /// <summary>Lets a repository have what another one has. What a registry that does not do this begins instead, an upload, is cancelled.</summary>
    public async Task<bool> MountAsync(ImageRepository repository, Descriptor blob, ImageRepository from, CancellationToken cancellation)
    {
        var what = $"the mount of {blob.Digest} from {from} to {repository}";
        var answer = await door.AskAsync(
            new RegistryRequest(HttpMethod.Post, $"v2/{repository.Path}/blobs/uploads/?mount={blob.Digest}&from={Uri.EscapeDataString(from.Path)}", what, RegistryRequest.Push(repository.Path), RegistryRequest.Pull(from.Path)),
            cancellation);
        if (answer.Status == HttpStatusCode.Created)
        {
            return true;
        }

        if (!answer.IsSuccess)
        {
            // Whoever may write here and not read there is told so by the upload, if it comes to that.
            return (int)answer.Status is 400 or 401 or 403 or 405 || (answer.Status == HttpStatusCode.NotFound && !RegistryErrors.Has(answer, "NAME_UNKNOWN")) ? false : throw PushFailures.Of(answer, what, repository, door.Endpoint);
        }

        if (answer.Response.Headers.Location is { } location)
        {
            await CancelAsync(new Uri(answer.Address, location), repository, cancellation);
        }

        return false;
    }

    /// <summary>Uploads a blob; begins anew when a part of it fails for a reason that passes.</summary>
    public async Task UploadAsync(ImageRepository repository, Descriptor blob, Func<CancellationToken, Task<Stream>> open, IProgress<long>? progress, CancellationToken cancellation)
    {
        var attempts = 0;
        try
        {
            await pipeline.ExecuteAsync(
                async stop =>
                {
                    // The answer may be what got lost, and not the blob.
                    if (attempts++ == 0 || !await blobs.HasAsync(repository, blob, stop))
                    {
                        await AttemptAsync(repository, blob, open, progress, stop);
                    }
                },
                cancellation);
        }
        catch (UploadBrokenException broken)
        {
            throw broken.Cause;
        }
    }

    private async Task AttemptAsync(ImageRepository repository, Descriptor blob, Func<CancellationToken, Task<Stream>> open, IProgress<long>? progress, CancellationToken cancellation)
    {
        var what = $"the upload of {blob.Digest} to {repository}";
        var scope = RegistryRequest.Push(repository.Path);
        var begun = await door.AskAsync(new RegistryRequest(HttpMethod.Post, $"v2/{repository.Path}/blobs/uploads/", what, scope), cancellation);
        var place = begun.IsSuccess ? PlaceOf(begun, what) : throw PushFailures.Of(begun, what, repository, door.Endpoint);
        if (blob.Size > 0)
        {
            // Opened before the call has its place among those that run, because opening takes calls of its own.
            var source = await open(cancellation);
            using var stalled = new CancellationTokenSource(WatchedStream.Silence, door.Time);
            await using var content = new WatchedStream(source, progress, stalled);
            var sent = await SendAsync(content, new RegistryRequest(HttpMethod.Patch, place.AbsoluteUri, what, scope)
            {
                SentOnce = true,
                Limit = Timeout.InfiniteTimeSpan,
                Stalled = stalled.Token,
                Content = () => new StreamContent(content, 128 * 1024) { Headers = { ContentLength = blob.Size, ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            });
            // A token may have expired since it was begun; what has been sent is gone, and is sent again with another.
            place = sent.IsSuccess ? PlaceOf(sent, what) : throw Judge(sent, what, repository, passes: (int)sent.Status is 401 or 429);
        }

        var separator = place.Query.Length > 1 ? '&' : '?';
        var done = await AskAsync(new RegistryRequest(HttpMethod.Put, $"{place.AbsoluteUri}{separator}digest={Uri.EscapeDataString(blob.Digest.ToString())}", what, scope) { Limit = Commit, Content = () => new ByteArrayContent([]) });
        if (!done.IsSuccess)
        {
            throw Judge(done, what, repository, passes: false);
        }

        async Task<RegistryAnswer> SendAsync(WatchedStream content, RegistryRequest request)
        {
            try
            {
                return await AskAsync(request);
            }
            catch (UploadBrokenException) when (content.Failure is { } failure)
            {
                // It broke because there was nothing left to send.
                throw failure is MeshException ? failure : NoAnswer.Is(failure, cancellation) ? new UploadBrokenException(RegistryErrors.Unreachable(door.Endpoint, $"what {what} takes", NoAnswer.From(failure, WatchedStream.Silence))) : failure;
            }
        }

        async Task<RegistryAnswer> AskAsync(RegistryRequest request)
        {
            try
            {
                return await door.AskAsync(request, cancellation);
            }
            catch (MeshException exception) when (exception.InnerException is RegistryException { Fault: RegistryFault.Unreachable })
            {
                throw new UploadBrokenException(exception);
            }
        }
    }

    private Uri PlaceOf(RegistryAnswer answer, string what) =>
        answer.Response.Headers.Location is { } location && new Uri(answer.Address, location) is var place && (place.Scheme == Uri.UriSchemeHttps || door.Endpoint.PlainHttp) ? place
        : throw RegistryErrors.Invalid(door.Endpoint, what, "it does not say where to send it");

    // What a registry says of an upload that it has lost, or of a blob that got lost on the way, passes with the next one.
    private Exception Judge(RegistryAnswer answer, string what, ImageRepository repository, bool passes)
    {
        var failure = PushFailures.Of(answer, what, repository, door.Endpoint);
        return passes || (int)answer.Status is >= 500 or 408 or 416 || RegistryErrors.Has(answer, "BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID", "DIGEST_INVALID", "SIZE_INVALID", "RANGE_INVALID") ? new UploadBrokenException(failure) : failure;
    }

    private async Task CancelAsync(Uri upload, ImageRepository repository, CancellationToken cancellation)
    {
        try
        {
            await door.AskAsync(new RegistryRequest(HttpMethod.Delete, upload.AbsoluteUri, $"the end of an upload to {repository}", RegistryRequest.Push(repository.Path)) { Once = true }, cancellation);
        }
        catch (MeshException)
        {
            // Registries clear up what is never finished by themselves.
        }
    }

    /// <summary>An attempt failed for a reason that passes.</summary>
    private sealed class UploadBrokenException(MeshException cause) : Exception(cause.Message, cause)
    {
        public MeshException Cause => cause;
    }
}
