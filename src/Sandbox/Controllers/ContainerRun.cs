using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Controllers;

/// <summary>The life of one container: pulled, configured, started, ready; or failing, with the words a kubelet has for it.</summary>
internal sealed class ContainerRun(Kubelet kubelet, (string Ns, string Name, string Uid) pod, JsonObject container, Behaviour? scripted)
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    private readonly string name = container.Text("name")!;
    private readonly string image = container.Text("image")!;
    private Behaviour behaviour = scripted ?? Behaviours.Ordinary;
    private int restarts;

    private TimeSpan Step => kubelet.Timings.Step;

    public void Pull(int attempt)
    {
        if (!ImageReference.TryParse(image, out var reference, out _))
        {
            var message = $"Failed to apply default image tag \"{image}\": couldn't parse image reference \"{image}\": invalid reference format";
            Wait("InvalidImageName", message, "InspectFailed", message);
            Later(BackOff(attempt), () => Pull(attempt + 1));
        }
        else if ((behaviour = scripted ?? Pulled()).Outcome == Outcome.ImagePullFails)
        {
            Note("Pulling", $"Pulling image \"{image}\"");
            var message = behaviour.PullError ?? $"rpc error: code = NotFound desc = failed to pull and unpack image \"{reference}\": failed to resolve reference \"{reference}\": {reference}: {behaviour.Message ?? "not found"}";
            Wait("ErrImagePull", message, "Failed", $"Failed to pull image \"{image}\": {message}");
            Later(Step, () => Wait("ImagePullBackOff", $"Back-off pulling image \"{image}\"", "BackOff", $"Back-off pulling image \"{image}\""));
            Later(Step + BackOff(attempt), () => Pull(attempt + 1));
        }
        else
        {
            Note("Pulled", $"Container image \"{image}\" already present on machine");
            Configure(0);
        }
    }

    private Behaviour Pulled() => Find() is { } item ? kubelet.Server.Images.Pull(item, container) : Behaviours.Ordinary;

    private void Configure(int attempt)
    {
        if (Find() is { } item && ContainerConfig.WhyNot(kubelet.Server, item, container, behaviour) is { } why)
        {
            Wait("CreateContainerConfigError", why, "Failed", $"Error: {why}");
            Later(BackOff(0), () => Configure(attempt + 1));
            return;
        }

        Note("Created", $"Created container {name}");
        Start();
    }

    private void Start()
    {
        Note("Started", $"Started container {name}");
        var probed = container.At("readinessProbe") is not null;
        var crashes = behaviour.Outcome == Outcome.CrashLoops;
        Set(status =>
        {
            status["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = kubelet.Server.Stamp() } };
            status["started"] = true;
            status["imageID"] = $"docker-pullable://{image}";
            status["ready"] = !probed && behaviour.Outcome == Outcome.Runs;
        });
        if (crashes)
        {
            Later(Step, Crash);
        }
        else if (probed && behaviour.Outcome == Outcome.Runs)
        {
            Later(Step, () => Set(status => status["ready"] = true));
        }
        else if (behaviour.Outcome == Outcome.NeverReady)
        {
            Later(Step, () => Warn("Unhealthy", $"Readiness probe failed: {behaviour.Message ?? "connection refused"}"));
        }
    }

    private void Crash()
    {
        var ended = new JsonObject
        {
            ["terminated"] = new JsonObject { ["exitCode"] = behaviour.ExitCode, ["reason"] = "Error", ["startedAt"] = kubelet.Server.Stamp(), ["finishedAt"] = kubelet.Server.Stamp() },
        };
        Set(status =>
        {
            status["state"] = ended;
            (status["ready"], status["started"]) = (false, false);
        });
        // The first time it is started again at once, from then on after longer and longer pauses.
        if (restarts > 0)
        {
            var wait = BackOff(restarts - 1);
            Later(Step, () =>
            {
                var message = $"back-off {wait.TotalSeconds:0}s restarting failed container={name} pod={pod.Name}_{pod.Ns}({pod.Uid})";
                Set(status =>
                {
                    status["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff", ["message"] = message } };
                    status["lastState"] = ended.Copy();
                });
                Warn("BackOff", "Back-off restarting failed container");
            });
            Later(Step + wait, () => Restart(ended));
        }
        else
        {
            Later(Step, () => Restart(ended));
        }
    }

    private void Restart(JsonObject ended)
    {
        restarts++;
        Set(status =>
        {
            status["restartCount"] = restarts;
            status["lastState"] = ended.Copy();
        });
        Start();
    }

    private TimeSpan BackOff(int attempt)
    {
        var first = kubelet.Timings.BackOff > TimeSpan.Zero ? kubelet.Timings.BackOff : TimeSpan.FromSeconds(1);
        var wait = first * Math.Pow(2, Math.Min(attempt, 20));
        return wait < LongestBackOff ? wait : LongestBackOff;
    }

    private void Wait(string reason, string message, string eventReason, string eventMessage)
    {
        Set(status => status["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message } });
        Warn(eventReason, eventMessage);
        if (eventReason == "Failed" && reason == "ErrImagePull")
        {
            Warn("Failed", $"Error: {reason}");
        }
    }

    private void Set(Action<JsonObject> change)
    {
        if (Find() is { } item)
        {
            kubelet.Change(item, status =>
            {
                if (status.Items("containerStatuses").FirstOrDefault(entry => entry.Text("name") == name) is { } own)
                {
                    change(own);
                }
            });
        }
    }

    private void Note(string reason, string message)
    {
        if (Find() is { } item)
        {
            kubelet.Events.Normal(item, reason, message, "kubelet");
        }
    }

    private void Warn(string reason, string message)
    {
        if (Find() is { } item)
        {
            kubelet.Events.Warning(item, reason, message, "kubelet");
        }
    }

    // A pod that ends is not started any more, and one that is gone needs nothing.
    private void Later(TimeSpan delay, Action act) => kubelet.Server.Clock.In(delay, () =>
    {
        if (Find() is not null)
        {
            act();
        }
    });

    private JsonObject? Find() => kubelet.Find(pod.Ns, pod.Name, pod.Uid) is { } item && !item.IsTerminating() ? item : null;
}
