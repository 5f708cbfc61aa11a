"""The paper's step in PyTorch, as its listing has it: the same network, batch and threads as the benchmark's own steps.

Prints one line of JSON: milliseconds of each step, by kind. Kinds: literal (four forwards, weight copy) and, with --fused, the same
gradients in three. Options: --device cuda, --dtype bf16, --tf32, --compile.
"""
import argparse
import copy
import json
import time

import torch
from torch import nn


def network(width, latent):
    def norm(channels):
        return nn.GroupNorm(8, channels)

    return nn.Sequential(
        nn.Conv2d(1, width, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Conv2d(width, 2 * width, 4, 2, 1), norm(2 * width), nn.LeakyReLU(0.2),
        nn.Conv2d(2 * width, 4 * width, 3, 2, 1), norm(4 * width), nn.LeakyReLU(0.2),
        nn.Conv2d(4 * width, latent, 4),
        nn.ConvTranspose2d(latent, 4 * width, 4), norm(4 * width), nn.ReLU(),
        nn.ConvTranspose2d(4 * width, 2 * width, 3, 2, 1), norm(2 * width), nn.ReLU(),
        nn.ConvTranspose2d(2 * width, width, 4, 2, 1), norm(width), nn.ReLU(),
        nn.ConvTranspose2d(width, 1, 4, 2, 1), nn.Tanh())


def literal(f, f_copy, optimizer, x, z):
    f_copy.load_state_dict(f.state_dict())
    optimizer.zero_grad()
    fx, fz = f(x), f(z)
    f_z = fz.detach()
    ff_z, f_fz = f(f_z), f_copy(fz)
    rec, idem, tight = (fx - x).pow(2).mean(), (f_fz - fz).pow(2).mean(), -(ff_z - f_z).pow(2).mean()
    (rec + idem + 0.1 * tight).backward()
    optimizer.step()
    return rec.item(), idem.item(), tight.item()


def fused(f, _, optimizer, x, z):
    optimizer.zero_grad()
    n = x.shape[0]
    u = f(torch.cat([x, z]))
    fx, fz = u[:n], u[n:]
    v = fz.detach().requires_grad_(True)
    w = f(v)
    with torch.no_grad():
        d = w - v
        slope = 2 * d / d.numel()
    torch.autograd.backward([w], [-0.1 * slope])
    with torch.no_grad():
        to_noise = v.grad / -0.1 - slope
        to_real = 2 * (fx - x) / d.numel()
    torch.autograd.backward([u], [torch.cat([to_real, to_noise])])
    optimizer.step()
    return (fx - x).pow(2).mean().item(), d.pow(2).mean().item()


def measure(args):
    """Milliseconds of each step, by kind."""
    if args.threads:
        torch.set_num_threads(args.threads)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = args.tf32
    torch.manual_seed(1)
    x = torch.rand(args.batch, 1, 28, 28, device=args.device) * 2 - 1
    z = torch.randn(args.batch, 1, 28, 28, device=args.device)
    result = {"torch": torch.__version__}
    for kind, step in [("literal", literal)] + ([("fused", fused)] if args.fused else []):
        f = network(args.width, args.latent).to(args.device)
        f_copy = copy.deepcopy(f).requires_grad_(False)
        optimizer = torch.optim.Adam(f.parameters(), lr=1e-4, betas=(0.5, 0.999))
        run = torch.compile(f) if args.compile else f
        run_copy = torch.compile(f_copy) if args.compile else f_copy
        times = []
        for i in range(args.warm_up + args.steps):
            start = time.perf_counter()
            with torch.autocast(args.device, torch.bfloat16, enabled=args.dtype == "bf16"):
                step(_Named(run, f), _Named(run_copy, f_copy), optimizer, x, z)
            if args.device == "cuda":
                torch.cuda.synchronize()
            if i >= args.warm_up:
                times.append((time.perf_counter() - start) * 1000)
        result[kind] = times
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--latent", type=int, default=128)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--tf32", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--fused", action="store_true")
    args = parser.parse_args()
    print(json.dumps(measure(args)))


class _Named:
    """A network that may be compiled, with the weights under their own names."""

    def __init__(self, run, module):
        self._run, self._module = run, module

    def __call__(self, images):
        return self._run(images)

    def state_dict(self):
        return self._module.state_dict()

    def load_state_dict(self, state):
        self._module.load_state_dict(state)


if __name__ == "__main__":
    main()
