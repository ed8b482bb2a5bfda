using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;
using Mesh.Sandbox.Text;

namespace Mesh.Sandbox.Scenarios;

/// <summary>Reads the images and the registries of a scenario file.</summary>
internal static class RegistrySections
{
    private const int MostLayers = 32;
    private const int Largest = 64 * 1024 * 1024;

    public static IReadOnlyList<ScenarioImage> Images(ScenarioSection scenario)
    {
        var images = new List<ScenarioImage>();
        foreach (var node in scenario.List("images"))
        {
            var image = Image(node, scenario.File);
            images.Add(images.Exists(other => other.Image == image.Image) ? throw ScenarioText.Malformed(scenario.File, node.At, $"there are two images '{image.Image}'", "Keep one of them") : image);
        }

        return images;
    }

    public static IReadOnlyList<ScenarioRegistry> Registries(ScenarioSection scenario)
    {
        var registries = new List<ScenarioRegistry>();
        foreach (var node in scenario.List("registries"))
        {
            var registry = Registry(node, scenario.File);
            registries.Add(registries.Exists(other => other.Host == registry.Host) ? throw ScenarioText.Malformed(scenario.File, node.At, $"there are two registries '{registry.Host}'", "Keep one of them") : registry);
        }

        return registries;
    }

    private static ScenarioImage Image(YamlNode node, string file)
    {
        var section = new ScenarioSection(node, file, "image", "platforms", "index", "layers", "size");
        var text = section.Required("image");
        if (!ImageReference.TryParse(text, out var reference, out var why))
        {
            throw ScenarioText.Malformed(file, section.Node("image")!.At, $"'{text}' is no image: {why}", "Write it as docker.io/istio/pilot:1.29.0");
        }

        if (reference.Digest is not null)
        {
            throw ScenarioText.Malformed(file, section.Node("image")!.At, $"'{text}' has a digest, which follows from what the image is made of", "Name it by its tag");
        }

        var image = new ScenarioImage { Image = reference };
        var platforms = section.Has("platforms") ? Platforms(section) : image.Platforms;
        var index = section.Flag("index");
        if (index == false && platforms.Count > 1)
        {
            throw ScenarioText.Malformed(file, section.Node("index")!.At, "an image of several platforms is an index", "Leave 'index' out, or name one platform");
        }

        return image with
        {
            Platforms = platforms,
            Index = index ?? false,
            Layers = Within(section, "layers", MostLayers) ?? image.Layers,
            Size = Within(section, "size", Largest) ?? image.Size,
        };
    }

    private static List<Platform> Platforms(ScenarioSection section)
    {
        var platforms = new List<Platform>();
        foreach (var item in section.List("platforms"))
        {
            var text = (item as YamlScalar)?.Text;
            platforms.Add(Platform.TryParse(text, out var platform) ? platform : throw ScenarioText.Malformed(section.File, item.At, $"'{text}' is no platform", "Write it as linux/arm64 or linux/arm/v7"));
        }

        return platforms.Count > 0 ? platforms : throw ScenarioText.Malformed(section.File, section.Node("platforms")!.At, "'platforms' is empty", "Name one at least, or leave the key out");
    }

    private static int? Within(ScenarioSection section, string key, int most) => section.Number(key) is not { } number || (number >= 1 && number <= most)
        ? section.Number(key)
        : throw ScenarioText.Malformed(section.File, section.Node(key)!.At, $"'{key}' cannot be {number}", $"Write a number from 1 to {most}");

    private static ScenarioRegistry Registry(YamlNode node, string file)
    {
        var section = new ScenarioSection(node, file, "host", "username", "password", "tokens", "down", "immutable");
        var host = section.Required("host");
        // A repository in it is an image's name only when the host is one.
        if (!ImageReference.TryParse($"{host}/a", out var image, out _) || image.Repository.Path != (image.Repository.Registry == "docker.io" ? "library/a" : "a"))
        {
            throw ScenarioText.Malformed(file, section.Node("host")!.At, $"'{host}' is no registry's host or host:port", "Write it as images name it: docker.io, localhost:5000");
        }

        var registry = new ScenarioRegistry
        {
            Host = image.Repository.Registry,
            Username = section.Text("username"),
            Password = section.Text("password"),
            Tokens = section.Flag("tokens") ?? false,
            Down = section.Flag("down") ?? false,
            Immutable = section.Flag("immutable") ?? false,
        };
        return registry.Username is null == registry.Password is null ? registry
            : throw ScenarioText.Malformed(file, node.At, "a registry has both 'username' and 'password', or neither", "Add the other one");
    }
}
