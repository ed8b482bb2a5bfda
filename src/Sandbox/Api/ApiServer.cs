using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Controllers;
using Mesh.Sandbox.Helm;
using Mesh.Sandbox.Patching;
using Mesh.Sandbox.Registry;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Api;

/// <summary>One cluster's API server: validates, fills in, stores, and keeps who set what. Users and their rights stand in front of it, controllers behind it.</summary>
internal sealed partial class ApiServer
{
    private readonly Ownership ownership = new();
    private readonly Admission admission;

    public ApiServer(Scenario scenario, ScenarioContext context, TimeProvider time, SandboxRegistries registries)
    {
        Version = KubeVersion.TryParse(context.Version, out var version) ? version : throw new ArgumentException($"'{context.Version}' is no version", nameof(context));
        Address = context.Server;
        Clock = new Clockwork(time, Gate, scenario.Outages);
        Names = new NameMaker(context.Server);
        Behaviours = scenario.Behaviours;
        Images = new NodeImages(this, registries);
        Tokens = new ServiceAccountTokens(this);
        admission = new Admission(Store, scenario.Behaviours);
        Store.Changed += (_, before, after) =>
        {
            if (after is null)
            {
                ownership.Forget(before!.Uid());
            }
        };
    }

    public Lock Gate { get; } = new();

    public ObjectStore Store { get; } = new();

    public Clockwork Clock { get; }

    public NameMaker Names { get; }

    public ReleaseStore Releases { get; } = new();

    public IReadOnlyList<Behaviour> Behaviours { get; }

    public NodeImages Images { get; }

    public ServiceAccountTokens Tokens { get; }

    public KubeVersion Version { get; }

    public string Address { get; }

    public ResourceKind? FindKind(string apiVersion, string kind) => Kinds().FirstOrDefault(known => known.ApiVersion == apiVersion && known.Kind == kind);

    public bool Serves(ResourceKind kind) => Kinds().Any(known => known.ApiVersion == kind.ApiVersion && known.Plural == kind.Plural);

    public JsonObject Create(ResourceKind kind, JsonObject body, bool dryRun, string manager)
    {
        Require(kind);
        var item = body.Normalize();
        Identify(kind, item);
        var metadata = item.Ensure("metadata");
        if (item.Name().Length == 0 && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = prefix + Names.Suffix();
        }

        var ns = kind.Namespaced ? item.Namespace() ?? throw ApiError.BadRequest("the namespace of the provided object does not match the namespace sent on the request") : null;
        ObjectDefaults.Fill(kind, item);
        ObjectRules.Check(kind, item, null);
        admission.Admit(kind, ns, item);
        if (Store.Get(kind, ns, item.Name()) is not null)
        {
            throw ApiError.AlreadyExists(kind, item.Name());
        }

        metadata["uid"] = Names.Uid();
        metadata["creationTimestamp"] = Stamp();
        metadata.Remove("resourceVersion");
        metadata.Remove("deletionTimestamp");
        metadata.Remove("generation");
        if (Generates(kind))
        {
            metadata["generation"] = 1;
        }

        if (KindTable.HasStatus(kind))
        {
            item.Remove("status");
        }

        Provide(kind, item);
        if (dryRun)
        {
            return item;
        }

        var stored = Store.Put(kind, item);
        Own(kind, manager, null, stored);
        Clock.Arm();
        return stored.Copy();
    }

    public JsonObject Patch(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, string manager)
    {
        Require(kind);
        var before = Store.Get(kind, ns, name) ?? throw ApiError.NotFound(kind, name);
        var item = Patched(before, type, patch);
        if (item.Text("metadata", "resourceVersion") is { } expected && expected != before.Text("metadata", "resourceVersion"))
        {
            throw ApiError.Modified(kind, name);
        }

        if (item.Name() != name || item.Namespace() != before.Namespace())
        {
            throw ApiError.BadRequest($"the name of the object ({item.Name()}) does not match the name on the URL ({name})");
        }

        var stored = Update(kind, before, item, dryRun);
        if (!dryRun)
        {
            Own(kind, manager, before, stored);
            Clock.Arm();
        }

        return stored.Copy();
    }

    public void Delete(ResourceKind kind, string? ns, string name, bool dryRun)
    {
        if (Serves(kind) && Store.Get(kind, ns, name) is { } item && !dryRun)
        {
            Remove(kind, item);
            Clock.Arm();
        }
    }

    /// <summary>Removes an object, or marks it as ending where something has to end first: the containers of a pod, the content of a namespace, a finalizer.</summary>
    public void Remove(ResourceKind kind, JsonObject item)
    {
        var graceful = (kind.Plural == "pods" && item.Text("spec", "nodeName") is not null) || kind is { Group: "", Plural: "namespaces" };
        if (!graceful && !item.Elements("metadata", "finalizers").Any())
        {
            Store.Remove(kind, item);
            RemoveObjectsOf(kind, item);
        }
        else if (!item.IsTerminating())
        {
            var ending = item.Copy();
            ending.Ensure("metadata")["deletionTimestamp"] = Stamp();
            ending.Ensure("metadata")["deletionGracePeriodSeconds"] = kind.Plural == "pods" ? item.Whole("spec", "terminationGracePeriodSeconds") ?? 30 : 0;
            if (kind.Plural == "namespaces")
            {
                ending.Ensure("status")["phase"] = "Terminating";
            }

            Store.Put(kind, ending);
        }
    }

    /// <summary>A controller's write: status counts too, and what changes nothing is no write.</summary>
    public JsonObject Control(ResourceKind kind, JsonObject item)
    {
        var before = Store.Get(kind, item.Namespace(), item.Name());
        item = item.Normalize();
        if (before is null || JsonNode.DeepEquals(before, item))
        {
            return before ?? item;
        }

        if (Generates(kind) && !JsonNode.DeepEquals(Content(before), Content(item)))
        {
            item.Ensure("metadata")["generation"] = (before.Whole("metadata", "generation") ?? 0) + 1;
        }

        return Store.Put(kind, item);
    }

    /// <summary>Now, as objects carry it: whole seconds.</summary>
    public string Stamp() => Clock.Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static JsonObject Patched(JsonObject before, PatchType type, JsonNode patch)
    {
        try
        {
            var result = type == PatchType.Json ? JsonPatch.Apply(before, patch) : MergePatch.Apply(before, patch as JsonObject ?? throw new FormatException("a merge patch is an object"));
            return (result as JsonObject ?? throw new InvalidOperationException("the patch leaves no object")).Normalize();
        }
        catch (FormatException malformed)
        {
            throw ApiError.BadRequest(malformed.Message);
        }
        catch (InvalidOperationException)
        {
            throw ApiError.PatchRejected();
        }
    }

    private JsonObject Update(ResourceKind kind, JsonObject before, JsonObject item, bool dryRun)
    {
        var metadata = item.Ensure("metadata");
        foreach (var fixedField in (string[])["uid", "creationTimestamp", "resourceVersion", "generation", "deletionTimestamp"])
        {
            metadata[fixedField] = before.At("metadata", fixedField)?.DeepClone();
            if (metadata[fixedField] is null)
            {
                metadata.Remove(fixedField);
            }
        }

        if (KindTable.HasStatus(kind) || HasStatusSubresource(kind))
        {
            item["status"] = before["status"]?.DeepClone();
            if (item["status"] is null)
            {
                item.Remove("status");
            }
        }

        Identify(kind, item);
        ObjectDefaults.Fill(kind, item);
        ObjectRules.Check(kind, item, before);
        if (JsonNode.DeepEquals(before, item))
        {
            return before;
        }

        if (Generates(kind) && !JsonNode.DeepEquals(Content(before), Content(item)))
        {
            metadata["generation"] = (before.Whole("metadata", "generation") ?? 0) + 1;
        }

        if (dryRun)
        {
            return item;
        }

        var stored = Store.Put(kind, item);
        if (stored.IsTerminating() && !stored.Elements("metadata", "finalizers").Any() && kind.Plural is not ("pods" or "namespaces"))
        {
            Store.Remove(kind, stored);
        }

        return stored;
    }

    private static JsonObject Content(JsonObject item)
    {
        var content = item.Copy();
        content.Remove("metadata");
        content.Remove("status");
        return content;
    }
}
