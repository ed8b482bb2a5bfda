using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;
using Mesh.Core.Network;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>One watch without end: lists, follows, and takes itself up again.</summary>
internal sealed class Watch(ApiTransport transport, ResourceKind kind, ListQuery query, TimeSpan patience, RunJournal journal, TimeProvider time) : IAsyncDisposable
{
    // The server ends each watch after this long, with a bookmark before the end; one that is silent for longer has lost its server.
    private const int WatchSeconds = 60;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(WatchSeconds + 15);

    private readonly ListPages pages = new(transport, kind, query);
    private readonly WatchState state = new();
    private readonly Outage outage = new(transport.Endpoint.Context, patience, journal, time);
    private WatchStream? stream;
    private string? position;
    private string? nextPage;
    private bool listing;

    /// <summary>What happened next; may be nothing yet.</summary>
    /// <exception cref="MeshException">The server was away for longer than the patience, or refuses.</exception>
    public async Task<IReadOnlyList<WatchEvent>> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return position is null ? await ListAsync(cancellation) : await FollowAsync(cancellation);
        }
        catch (MeshException exception) when (exception.InnerException is ApiException { StatusCode: 410 })
        {
            // Listing anew is the cure, at once the first time and slower where it goes on.
            await LoseAsync(exception, relist: true, cancellation);
        }
        catch (MeshException exception) when (IsCurable(exception))
        {
            await LoseAsync(exception, relist: false, cancellation);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            await LoseAsync(ApiErrors.Unreachable(NoAnswer.From(exception, Deadline), transport.Endpoint, ApiRequest.Get("", $"watch, that is {pages.What}")), relist: false, cancellation);
        }

        return [];
    }

    public async ValueTask DisposeAsync()
    {
        if (stream is not null)
        {
            await stream.DisposeAsync();
            stream = null;
        }
    }

    private async Task<IReadOnlyList<WatchEvent>> ListAsync(CancellationToken cancellation)
    {
        if (!listing)
        {
            state.BeginList();
            (listing, nextPage) = (true, null);
        }

        var page = await pages.GetAsync(nextPage, once: true, cancellation);
        outage.End();
        var events = state.Listed(page.Items);
        nextPage = page.Next;
        if (nextPage is null)
        {
            events.AddRange(state.EndList());
            (listing, position) = (false, page.ResourceVersion);
        }

        return events;
    }

    private async Task<IReadOnlyList<WatchEvent>> FollowAsync(CancellationToken cancellation)
    {
        stream ??= await WatchStream.OpenAsync(transport, WatchRequest(), Deadline, time, cancellation);
        outage.Opened();
        if (await stream.NextAsync(cancellation) is not { } line)
        {
            // The server ended it, in its own time or because it goes down; the next attempt tells which.
            await DisposeAsync();
            await outage.PauseAsync(cancellation);
            return [];
        }

        var (type, item) = (line.Text("type"), line.Child("object") ?? throw new IOException("the server sent an event without an object"));
        if (type == "ERROR")
        {
            throw ApiErrors.Create((int)(item.Number("code") ?? 500), item, "", transport.Endpoint, WatchRequest());
        }

        outage.End();
        position = item.ResourceVersion() is { Length: > 0 } version ? version : position;
        line.Remove("object");
        return type switch
        {
            "ADDED" or "MODIFIED" => state.Seen(item),
            "DELETED" => state.Gone(item),
            _ => [],
        };
    }

    private ApiRequest WatchRequest() => ApiRequest.Get(
        ApiPath.With(pages.Path, ("watch", "true"), ("allowWatchBookmarks", "true"), ("timeoutSeconds", $"{WatchSeconds}"), ("resourceVersion", position)),
        $"watch, that is {pages.What}");

    private async Task LoseAsync(MeshException why, bool relist, CancellationToken cancellation)
    {
        await DisposeAsync();
        if (relist)
        {
            position = null;
        }

        listing = false;
        await outage.WaitAsync(why, cancellation);
    }

    // What a server that comes or goes answers; a refusal stays one.
    private static bool IsCurable(MeshException exception) =>
        exception.ExitCode is ExitCode.Unavailable or ExitCode.TimeLimit && exception.InnerException is not NoAnswerException { Curable: false };
}
