using Mesh.Core.Findings;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Tests.Registries.Credentials;

public sealed class CredentialCacheTests
{
    private readonly ManualTime time = new();
    private int sought;

    [Test]
    public async Task What_is_kept_ends_at_its_time()
    {
        var cache = new CredentialCache(time);

        var first = await cache.GetAsync("r:1", renew: false, Find, default);
        time.Advance(TimeSpan.FromMinutes(59));
        var kept = await cache.GetAsync("r:1", renew: false, Find, default);
        time.Advance(TimeSpan.FromMinutes(1));
        var next = await cache.GetAsync("r:1", renew: false, Find, default);

        Assert.That(new[] { first?.Secret, kept?.Secret, next?.Secret }, Is.EqualTo(new[] { "secret 1", "secret 1", "secret 2" }));
    }

    [Test]
    public async Task Those_who_were_refused_together_renew_once()
    {
        var cache = new CredentialCache(time);
        await cache.GetAsync("r:1", renew: false, Find, default);
        var open = new TaskCompletionSource();

        var asked = Enumerable.Range(0, 100).Select(_ => cache.GetAsync("r:1", renew: true, Slowly, default)).ToList();
        open.SetResult();
        var found = await Task.WhenAll(asked);

        Assert.That(found.Select(credential => credential!.Secret), Is.All.EqualTo("secret 2"));
        Assert.That((await cache.GetAsync("r:1", renew: true, Find, default))!.Secret, Is.EqualTo("secret 3"));

        async Task<(RegistryCredential?, DateTimeOffset)> Slowly(CancellationToken cancellation)
        {
            await open.Task;
            return await Find(cancellation);
        }
    }

    [Test]
    public async Task One_who_gives_up_leaves_the_search_to_the_next()
    {
        var cache = new CredentialCache(time);
        using var impatient = new CancellationTokenSource();
        var first = cache.GetAsync("r:1", renew: false, async token => { await Task.Delay(Timeout.InfiniteTimeSpan, time, token); return default; }, impatient.Token);
        var second = cache.GetAsync("r:1", renew: false, Find, default);

        await impatient.CancelAsync();

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await second)?.Secret, Is.EqualTo("secret 1"));
    }

    [Test]
    public async Task One_registry_does_not_wait_for_another()
    {
        var cache = new CredentialCache(time);
        var never = new TaskCompletionSource<(RegistryCredential?, DateTimeOffset)>();

        var stuck = cache.GetAsync("r:1", renew: false, _ => never.Task, default);
        var other = await cache.GetAsync("r:2", renew: false, Find, default);

        Assert.That((stuck.IsCompleted, other?.Secret), Is.EqualTo((false, "secret 1")));
        never.SetResult(default);
        await stuck;
    }

    [Test]
    public void A_failure_is_kept_for_a_while_and_renewed_on_demand()
    {
        var cache = new CredentialCache(time);

        Assert.That(() => cache.GetAsync("r:1", renew: false, Fail, default), Fails.With(ExitCode.Configuration, "broken 1"));
        Assert.That(() => cache.GetAsync("r:1", renew: false, Fail, default), Fails.With(ExitCode.Configuration, "broken 1"));
        Assert.That(() => cache.GetAsync("r:1", renew: true, Fail, default), Fails.With(ExitCode.Configuration, "broken 2"));

        Task<(RegistryCredential?, DateTimeOffset)> Fail(CancellationToken cancellation) => throw new MeshException(ExitCode.Configuration, $"broken {++sought}", "Mend it");
    }

    private Task<(RegistryCredential?, DateTimeOffset)> Find(CancellationToken cancellation) =>
        Task.FromResult<(RegistryCredential?, DateTimeOffset)>((new RegistryCredential("me", $"secret {++sought}"), time.GetUtcNow().AddHours(1)));
}
